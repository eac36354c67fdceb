import {count, keep, lines, table} from './basket.js'
import {find, make} from './elements.js'

function render() {
    const all = lines()
    if (!all.length) {
        find('basket').replaceChildren(make('p', {}, 'Il est vide. ', make('a', {href: '/'}, 'Choisir un spectacle')))
        return
    }
    // The button is still needed by whoever listens to its click.
    const remove = index => setTimeout(() => {
        keep(lines().filter((_, place) => place !== index))
        render()
    })
    find('basket').replaceChildren(table(all, remove),
        make('p', {}, make('a', {class: 'main', href: '/commande'}, 'Commander')))
}

render()
count()
