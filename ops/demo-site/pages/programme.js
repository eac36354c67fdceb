// What the theatre plays. The ids are those its ticketing knows, too.
const PRICES = {Plein: 28, Réduit: 18, Abonné: 20, Enfant: 10}

export const CURRENCY = 'EUR'

const show = (id, slug, title, genre, company, length, dates, text) => ({
    id, slug, title, genre, company, length, text, prices: PRICES, path: `/spectacles/${slug}`,
    performances: dates.map((date, index) => ({id: `${id}-${index + 1}`, date: new Date(date)})),
})

export const SHOWS = [
    show('S01', 'la-nuit-des-lanternes', 'La Nuit des lanternes', 'Cirque', 'Compagnie du Fil bleu', '1 h 15',
        ['2027-01-15T20:30', '2027-01-16T20:30', '2027-01-17T16:00'],
        'Cinq acrobates éteignent la ville, une fenêtre après l’autre, pour que l’on revoie le ciel.'),
    show('S02', 'monsieur-personne', 'Monsieur Personne prend le train', 'Théâtre', 'Atelier des Quais', '1 h 40',
        ['2027-02-04T19:30', '2027-02-05T20:30'],
        'Un contrôleur découvre que le seul voyageur du wagon n’a jamais pris de billet, ni de décision.'),
    show('S03', 'atlas-des-tempetes', 'Atlas des tempêtes', 'Danse', 'Ballet de la Presqu’île', '1 h 05',
        ['2027-02-26T20:30', '2027-02-27T20:30'],
        'Douze interprètes dessinent au sol la carte d’un orage qui ne vient pas, puis qui vient.'),
    show('S04', 'les-voix-du-sel', 'Les Voix du sel', 'Opéra de chambre', 'Ensemble Marée haute', '1 h 30',
        ['2027-03-19T20:00', '2027-03-21T16:00'],
        'Quatre chanteuses, un quatuor et une saline abandonnée où chaque cristal garde une phrase.'),
    show('S05', 'petite-chouette', 'Petite chouette', 'Jeune public, dès 4 ans', 'Théâtre de poche-lune', '45 min',
        ['2027-04-07T10:30', '2027-04-07T15:00', '2027-04-10T11:00'],
        'Une chouette qui a peur de la nuit engage une luciole. Ombres, papier et beaucoup de plumes.'),
    show('S06', 'le-proces-du-vent', 'Le Procès du vent', 'Théâtre', 'Collectif Plein ciel', '2 h',
        ['2027-05-20T19:30', '2027-05-21T20:30', '2027-05-22T20:30'],
        'Le vent comparaît pour vol de chapeaux. Les jurés, eux, sont tirés au sort dans la salle.'),
]

export const euros = amount => new Intl.NumberFormat('fr-FR', {style: 'currency', currency: CURRENCY}).format(amount)

export const when = date =>
    new Intl.DateTimeFormat('fr-FR', {weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit'}).format(date)
