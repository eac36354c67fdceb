import {count} from './basket.js'
import {find, make} from './elements.js'
import {SHOWS, euros, when} from './programme.js'

const card = show => make('li', {class: 'card'},
    make('div', {class: `poster ${show.id}`, 'aria-hidden': 'true'}),
    make('p', {class: 'over'}, show.genre),
    make('h3', {}, make('a', {href: show.path}, show.title)),
    make('p', {}, `Dès le ${when(show.performances[0].date)}`),
    make('p', {class: 'price'}, `À partir de ${euros(Math.min(...Object.values(show.prices)))}`))

find('shows').append(...SHOWS.map(card))
count()
