import {find, make} from './elements.js'
import {CURRENCY, SHOWS, euros, when} from './programme.js'

const KEPT = 'deux-lunes-panier'

// Lines of {performance, category, quantity}.
export const lines = () => JSON.parse(localStorage.getItem(KEPT) || '[]')

export function keep(changed) {
    if (changed.length) localStorage.setItem(KEPT, JSON.stringify(changed))
    else localStorage.removeItem(KEPT)
    count()
}

export function count() {
    const tickets = lines().reduce((sum, line) => sum + line.quantity, 0)
    find('basket-count').textContent = tickets || ''
    find('basket-count').setAttribute('aria-label', tickets ? `${tickets} billets` : 'vide')
}

export function add(performance, category, quantity) {
    const all = lines(), same = all.find(line => line.performance === performance && line.category === category)
    if (same) same.quantity += quantity
    else all.push({performance, category, quantity})
    keep(all)
}

const whole = line => {
    const show = SHOWS.find(one => one.performances.some(performance => performance.id === line.performance))
    return {...line, show, price: show.prices[line.category],
        date: show.performances.find(performance => performance.id === line.performance).date}
}

export const total = all => all.map(whole).reduce((sum, line) => sum + line.price * line.quantity, 0)

// The lines as the collection names them.
export const products = all => all.map(whole).map(line => ({
    show_id: line.show.id, performance_id: line.performance, name: line.show.title, price_category: line.category,
    quantity: line.quantity, price: line.price, currency: CURRENCY,
}))

// The same in attributes, which balise.js reads.
const declared = line => ({
    'data-sic-show': line.show.id, 'data-sic-performance': line.performance, 'data-sic-price-category': line.category,
    'data-sic-quantity': line.quantity, 'data-sic-price': line.price, 'data-sic-currency': CURRENCY,
    'data-sic-name': line.show.title,
})

// A table of the lines; `remove` adds a button to each, and is called with the line it took away.
export function table(all, remove) {
    const rows = all.map(whole).map((line, index) => make('tr', {'data-sic-product': '', ...declared(line)},
        make('td', {}, make('strong', {}, line.show.title), make('br'), when(line.date)),
        make('td', {}, line.category), make('td', {class: 'number'}, String(line.quantity)),
        make('td', {class: 'number'}, euros(line.price * line.quantity)),
        ...remove ? [make('td', {}, button(line, () => remove(index)))] : []))
    const head = [['Spectacle'], ['Tarif'], ['Billets', 'number'], ['Prix', 'number'], ...remove ? [['Retirer']] : []]
    return make('table', {},
        make('thead', {}, make('tr', {}, ...head.map(([word, kind]) => make('th', {scope: 'col', class: kind}, word)))),
        make('tbody', {}, ...rows),
        make('tfoot', {}, make('tr', {}, make('th', {scope: 'row', colspan: 3}, 'Total'),
            make('td', {class: 'number'}, euros(total(all))), ...remove ? [make('td')] : [])))
}

function button(line, work) {
    const made = make('button', {class: 'quiet', 'data-sic-on': 'basket_remove', ...declared(line),
        'aria-label': `Retirer ${line.show.title}, ${line.category}`}, '×')
    made.addEventListener('click', work)
    return made
}
