// Sicstine: docs/integration.md
{
let quiet = f => (...a) => { try { return f(...a) } catch (e) {} }
quiet(() => {
let d = document, t = d.currentScript, o = t.dataset, base = new URL(o.host || '.', t.src) + 'v1/'
let refuse = navigator.globalPrivacyControl || /1|yes/.test(navigator.doNotTrack)
let kept = quiet(() => localStorage)() || {}
let referrer = d.referrer, at, told, userId, busy, box

let get = n => decodeURIComponent((d.cookie.match(n + '=([^;]*)') || '')[1] || '')
let set = (n, v, days) => {
 d.cookie = n + '=;path=/;max-age=0'
 d.cookie = n + '=' + encodeURIComponent(v) + ';path=/;samesite=lax;secure;domain=' +
  (o.domain || '') + ';max-age=' + (v ? days * 86400 : 0)
}
let identity = n => {
 let id = get(n)
 if (!id) set(n, id = crypto.randomUUID(), 390)
 return id
}
let choice = () => JSON.parse(get('sicstine_choice') || '{}')
let keep = (mode, days, {source = 'call', text} = {}) =>
 set('sicstine_choice', mode && JSON.stringify({mode, at: new Date, source, text}), days)
let mode = () => {
 let m = choice().mode
 return m == 'consented' ? m : m == 'out' || refuse || o.exempt == 'off' ? 'none' : 'exempt'
}

let envelope = (batch, items) => JSON.stringify({writeKey: o.key, sentAt: new Date, batch, items})
let post = (path, body) => fetch(base + path, {method: 'POST', body, keepalive: true})
 .then(r => r.status < 404, () => 0)
let read = () => JSON.parse(kept.sicstine || '[]').filter(i =>
 (i.event == 'Consent Withdrawn' || i.context.consent.at == choice().at) && new Date - new Date(i.timestamp) < 6048e5)
let write = b => {
 if (b[0]) kept.sicstine = JSON.stringify(b)
 else delete kept.sicstine
}
// A beacon has no answer: what it took goes again, and counts once.
let flush = leaving => {
 let b = read(), body = envelope(b), ids = b.map(i => i.messageId) + ''
 if (!ids) return write(b)
 if (leaving && navigator.sendBeacon(base + 'batch', body) || busy) return
 busy = 1
 post('batch', body).then(quiet(done => {
  if (done) write(read().filter(i => !ids.includes(i.messageId)))
  setTimeout(() => busy = 0, done ? 0 : 6e4)
 }))
}

let push = m => {
 if (mode() != 'consented') return
 let b = [...read(), Object.assign({
  messageId: crypto.randomUUID(), anonymousId: identity('sicstine_id'), userId, timestamp: new Date,
  context: {
   consent: choice(), locale: navigator.language, library: {name: 'balise.js', version: '1'},
   page: {url: location.href.split('#')[0], path: location.pathname, referrer, title: d.title}
  }
 }, m)]
 while (b[100] || new Blob([JSON.stringify(b)]).size > 59e3) b.shift()
 if (b[0]) write(b)
}
let attributes = e => {
 let a = {}
 for (let {name, value} of e.attributes) if (/^data-sic-(?!on$|view|product)/.test(name)) {
  let n = name.slice(9).replace('-', '_').replace(/^(show|performance|order)$/, '$&_id'), v = value || e.value
  a[n] = /quantity|price$|revenue/.test(n) ? +v.replace(',', '.') : v
 }
 return a
}
let names = {
 season: 'Product List Viewed', show: 'Product Viewed', basket: 'Cart Viewed', basket_add: 'Product Added',
 basket_remove: 'Product Removed', checkout: 'Checkout Started', payment: 'Payment Info Entered', order: 'Order Completed'
}
let track = (n, a) => {
 let b = [...d.querySelectorAll('[data-sic-product]')].map(attributes)
 let products = b[0] && /^(basket|checkout|payment|order)$/.test(n) ? b : undefined
 push({type: 'track', event: names[n] || n, properties: Object.assign({products}, a)})
}
let declare = () => {
 let e = d.querySelector('[data-sic-view]') || d.body, n = e.dataset.sicView, a = attributes(e), s = n + JSON.stringify(a)
 if (s == told) return {}
 told = s
 if (n) track(n, a)
 return a
}
let page = () => location.origin + location.pathname
let view = a => {
 let h = referrer.split('/')[2], {show_id: show, performance_id: performance, season} = declare()
 at = page()
 if (mode() == 'exempt') post('audience', envelope(undefined, [{
  messageId: crypto.randomUUID(), audienceId: identity('sicstine_audience'), timestamp: new Date, path: location.pathname,
  referrer: h != location.host ? h : undefined, language: navigator.language.split('-')[0],
  viewport: innerWidth < 600 ? 'small' : innerWidth < 1024 ? 'medium' : 'large'
 }]))
 push({type: 'page', name: d.title, properties: a || {show, performance, season}})
}

let calls = {
 view,
 identify(id, traits) {
  userId = id
  push({type: 'identify', traits})
 },
 reset() {
  userId = undefined
  set('sicstine_id', '')
 },
 consent(yes, a) {
  let was = choice().mode
  if (box) box.open = 0
  if (!yes) {
   write([])
   track('Consent Withdrawn')
   calls.reset()
   if (was != 'out') keep(refuse ? '' : 'refused', 182)
   flush()
  } else if (was != 'consented') {
   keep('consented', 182, a)
   track('Consent Given')
   told = 0
   if (at) view()
  }
 },
 optout(yes) {
  calls.consent()
  set('sicstine_audience', '')
  keep(yes === false ? '' : 'out', 390)
 },
 share(a) {
  let url = new URL(a && a.url || location), s = url.searchParams, share_token = crypto.randomUUID()
  for (let [n] of [...s]) if (/^(utm|mc|sic)_|clid/.test(n)) s.delete(n)
  if (mode() == 'consented') s.set('sic_share', share_token)
  track('Product Shared', Object.assign({share_token}, a))
  return url.href
 },
 state(f) {
  f(mode(), choice())
 }
}

let go = () => {
 let q = (window.sicstine || 0).q || []
 let call = window.sicstine = quiet((n, ...a) => calls[n] ? calls[n](...a) : track(n, ...a))
 q.map(a => call(...a))
 view()
 for (let type of 'click submit visibilitychange pageshow'.split(' ')) addEventListener(type, quiet(({target, persisted}) => {
  if (d.hidden) flush(1)
  else if (persisted) view(told = 0, referrer = at)
  let e = target.closest('[data-sic-on]'), a = attributes(e)
  e.querySelectorAll(':checked,[data-sic-quantity]').forEach(e => Object.assign(a, attributes(e)))
  if (e.matches('form') == (type == 'submit')) call(e.dataset.sicOn, a)
 }), true)
 setInterval(quiet(() => {
  if (at != page()) view(0, referrer = at)
  declare()
  flush()
 }), 500)
 if ('banner' in o && !refuse && !choice().mode) {
  let [text, yes, no] = d.body.matches(':lang(fr)') ? ['Relier vos visites à vos achats pour mieux connaître notre public ?', 'Oui', 'Non']
   : ['Link your visits to your purchases to know our audience better?', 'Yes', 'No']
  text = o.banner || text
  d.body.insertAdjacentHTML('afterbegin', `<dialog open aria-label=Cookies>${text}<form method=dialog><button value=1>${yes}</button><button>${no}`)
  box = d.body.firstChild
  box.style = 'position:fixed;bottom:0;z-index:9999'
  box.lastChild.style = 'display:grid;grid:3em/1fr 1fr;gap:1em'
  box.onclose = quiet(() => calls.consent(box.returnValue, {source: 'banner', text: o.text || text}))
 }
}
performance.timing.domContentLoadedEventStart ? go() : addEventListener('DOMContentLoaded', quiet(go))
})()
}
