// One page for all shows: from one to the next, only the address and the content change.
import {add, count} from './basket.js'
import {find, make} from './elements.js'
import {CURRENCY, SHOWS, euros, when} from './programme.js'
import {shareButton} from './share.js'

const current = () => SHOWS.find(show => show.path === location.pathname) || SHOWS[0]

function render() {
    const show = current(), place = SHOWS.indexOf(show)
    document.title = `${show.title} · Théâtre des Deux Lunes`
    document.body.dataset.sicShow = show.id
    document.body.dataset.sicName = show.title
    find('show').replaceChildren(
        make('div', {class: `poster wide ${show.id}`, 'aria-hidden': 'true'}),
        make('div', {class: 'columns'},
            make('div', {},
                make('p', {class: 'over'}, show.genre),
                make('h1', {tabindex: -1}, show.title),
                make('p', {class: 'lead'}, show.text),
                make('p', {}, `${show.company} · ${show.length}`),
                make('div', {class: 'share'}, ...shareButton(() => ({show_id: show.id})))),
            form(show)))
    neighbour('previous', SHOWS[(place + SHOWS.length - 1) % SHOWS.length], '←')
    neighbour('next', SHOWS[(place + 1) % SHOWS.length], '→')
}

function neighbour(id, show, arrow) {
    find(id).href = show.path
    find(id).replaceChildren(...id === 'next' ? [show.title, ' ', arrow] : [arrow, ' ', show.title])
}

function form(show) {
    const performances = make('select', {id: 'performance'}, ...show.performances.map(performance =>
        make('option', {value: performance.id, 'data-sic-performance': performance.id}, when(performance.date))))
    const categories = Object.entries(show.prices).map(([category, price], index) => make('label', {class: 'choice'},
        make('input', {type: 'radio', name: 'category', value: category, 'data-sic-price-category': category,
            'data-sic-price': price, checked: index ? undefined : ''}), ` ${category}, ${euros(price)}`))
    const quantity = make('input', {id: 'quantity', type: 'number', min: 1, max: 9, value: 1, required: '', 'data-sic-quantity': ''})
    const said = make('p', {class: 'said', role: 'status'})
    const made = make('form', {class: 'booking', 'data-sic-on': 'basket_add', 'data-sic-show': show.id,
        'data-sic-name': show.title, 'data-sic-currency': CURRENCY},
        make('label', {for: 'performance'}, 'Séance'), performances,
        make('fieldset', {}, make('legend', {}, 'Tarif'), ...categories),
        make('label', {for: 'quantity'}, 'Nombre de billets'), quantity,
        make('button', {class: 'main'}, 'Ajouter au panier'), said)
    made.addEventListener('submit', event => {
        event.preventDefault()
        add(performances.value, new FormData(made).get('category'), Number(quantity.value))
        said.replaceChildren('C’est dans votre panier. ', make('a', {href: '/panier'}, 'Voir le panier'))
    })
    return made
}

document.querySelector('.neighbours').addEventListener('click', event => {
    const link = event.target.closest('a')
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    history.pushState({}, '', link.href)
    render()
    document.querySelector('h1').focus()
    scrollTo(0, 0)
})
addEventListener('popstate', render)
render()
count()
