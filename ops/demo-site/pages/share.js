import {make, sicstine} from './elements.js'

// A button and where its result is shown; `about` says what is shared when it is pressed.
export function shareButton(about) {
    const button = make('button', {type: 'button'}, 'Partager'), shown = make('output')
    button.addEventListener('click', () => share(about(), shown))
    return [button, shown]
}

// Without balise.js the page's own address does.
export function share(about, shown) {
    const link = sicstine('share', about) || about.url || location.href
    shown.replaceChildren('Lien à envoyer : ', make('a', {href: link}, link))
    navigator.clipboard?.writeText(link).then(() => shown.prepend('Copié. '), () => {})
}
