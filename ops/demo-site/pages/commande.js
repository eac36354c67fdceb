import {count, keep, lines, products, table, total} from './basket.js'
import {find, sicstine} from './elements.js'
import {CURRENCY} from './programme.js'

if (!lines().length) location.replace('/panier')
find('summary').append(table(lines()))
count()

const number = () => 'DL-' + Date.now().toString(36).toUpperCase()

// As the shop's own customer number would be: the same for the same address.
async function customer(email) {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(email.trim().toLowerCase()))
    return 'client-' + Array.from(new Uint8Array(digest).slice(0, 6), byte => byte.toString(16).padStart(2, '0')).join('')
}

find('order').addEventListener('submit', async event => {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(event.target)), all = lines()
    const order = {order_id: number(), revenue: total(all), currency: CURRENCY, products: products(all)}
    sicstine('identify', await customer(given.email), {email: given.email, firstName: given.first, lastName: given.last})
    sicstine('payment', {revenue: order.revenue, currency: CURRENCY, payment_type: given.payment})
    sessionStorage.setItem('deux-lunes-commande', JSON.stringify({order, lines: all}))
    keep([])
    location.assign(`/merci?commande=${order.order_id}`)
})
