// Calls made before balise.js has loaded wait in a queue, which it takes over.
window.sicstine = window.sicstine || function () { (window.sicstine.q = window.sicstine.q || []).push(arguments) }

export const sicstine = (...given) => window.sicstine(...given)

export const find = id => document.getElementById(id)

// make('p', {class: 'note', 'data-sic-show': 'S01'}, 'text', another)
export function make(name, attributes = {}, ...content) {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value)
    element.append(...content)
    return element
}
