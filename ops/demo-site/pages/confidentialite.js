import {count} from './basket.js'
import {find, sicstine} from './elements.js'

const SAID = {
    consented: 'Vous avez accepté que vos visites soient reliées à vos achats.',
    exempt: 'Vos visites ne sont pas reliées à vos achats : seules des statistiques anonymes sont tenues.',
    none: 'Rien n’est mesuré : vous vous y êtes opposé, ou votre navigateur le demande.',
}

const show = () => sicstine('state', (mode, choice) => {
    find('state').textContent = SAID[mode]
    find('accept').setAttribute('aria-pressed', mode === 'consented')
    find('refuse').setAttribute('aria-pressed', choice.mode === 'refused')
    find('leave').setAttribute('aria-pressed', choice.mode === 'out')
})

const answers = {
    accept: () => sicstine('consent', true, {source: 'privacy-page', text: '2026-11'}),
    refuse: () => sicstine('consent', false),
    leave: () => sicstine('optout'),
    return: () => sicstine('optout', false),
}
for (const [id, answer] of Object.entries(answers)) {
    find(id).addEventListener('click', () => {
        answer()
        show()
    })
}
show()
count()
