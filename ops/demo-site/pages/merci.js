import {count, table} from './basket.js'
import {find, make, sicstine} from './elements.js'
import {SHOWS} from './programme.js'
import {share} from './share.js'

const kept = JSON.parse(sessionStorage.getItem('deux-lunes-commande') || 'null')
count()

if (kept) {
    const {order, lines} = kept
    find('thanks').append('Votre commande porte le numéro ', make('strong', {id: 'order-number'}, order.order_id), '.')
    find('summary').append(table(lines))
    // Told once: this page may be loaded again.
    if (!kept.told) sicstine('order', order)
    sessionStorage.setItem('deux-lunes-commande', JSON.stringify({...kept, told: true}))
    const show = SHOWS.find(one => one.id === order.products[0].show_id)
    find('share').hidden = false
    find('share').addEventListener('click', () => share(
        {show_id: show.id, order_id: order.order_id, url: location.origin + show.path}, find('shared')))
} else {
    find('thanks').append('Aucune commande récente. ', make('a', {href: '/'}, 'Voir la saison'))
}
