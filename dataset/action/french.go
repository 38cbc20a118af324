package action

var french = tongue{
	phrases: map[string]string{
		"fev|fevrier": "february", "aout": "august", "decembre": "december", "dec": "december", "juil": "july",
		"prochain|prochaine|prochains|prochaines|qui vient|à venir": "coming", "dernier|dernière|derniers|dernières|passé|passée|derniere": "last", "ce|cet|cette|ces": "this",
		"le|la|les|l'|au|aux": "the", "du|de la|des": "of the", "de|d'": "of", "depuis|depuis le": "since", "jusqu'au|jusqu'à|jusque": "until", "avant|avant le": "before", "après|apres|à partir de|dès": "after",
		"pour|pour le": "for", "à|a": "at", "entre": "between", "et": "and", "en": "in", "dans|d'ici|sous": "in", "il y a": "ago", "moins": "minus", "oui": "yes", "non": "no", "moins le": "minus",
		"environ|vers|à peu près|presque|autour de|exactement|juste": "around", "seulement|total": "only", "virgule": "point", "noël|noel": "christmas", "jour de l'an|nouvel an": "new year's day", "saint sylvestre": "new year's eve", "saint valentin": "valentine's day",
		"jour|journée": "day", "jours": "days", "nuit": "night", "nuits": "nights", "semaine": "week", "semaines": "weeks", "quinze jours|une quinzaine|quinzaine|une quinzaine de jours|15 jours": "2 weeks", "huit jours|8 jours": "1 week",
		"mois": "month", "trimestre": "quarter", "trimestres": "quarters", "an|année": "year", "ans|années": "years", "week end|weekend": "weekend",
		"heure|h": "hour", "heures": "hours", "minute|mn": "minute", "minutes": "minutes", "seconde": "second", "secondes": "seconds", "heure et demie": "hour and half",
		"maintenant|tout de suite": "now", "ce matin": "this morning", "cet après midi": "this afternoon", "ce soir|cette nuit": "tonight", "demain matin": "tomorrow morning", "demain après midi": "tomorrow afternoon", "demain soir": "tomorrow evening",
		"hier soir": "yesterday evening", "hier matin": "yesterday morning", "matin|du matin|le matin|dans la matinée": "in the morning", "après midi|de l'après midi|l'après midi|dans l'après midi": "in the afternoon", "soir|du soir|le soir": "in the evening",
		"midi|à midi": "noon", "minuit|à minuit": "midnight", "fin du mois|à la fin du mois|fin de mois|la fin du mois": "end of the month", "fin de semaine|fin de la semaine": "end of the week", "fin de l'année|fin d'année": "end of the year",
		"en huit": "week", "demi|demie": "half", "demi heure": "half hour", "quart": "quarter", "quart d'heure": "quarter hour", "trois quarts d'heure": "45 minutes", "pile|précises": "oclock",
		"million|millions": "million", "milliard|milliards": "billion", "douzaine": "dozen", "une dizaine": "10", "une centaine": "100", "premier trimestre": "q 1", "deuxième trimestre": "q 2", "troisième trimestre": "q 3", "quatrième trimestre": "q 4",
	},
	numbers: &numerals{
		values: addWords(counted10("zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dixsept dixhuit dixneuf",
			"vingt|vingts trente quarante cinquante soixante septante huitante|octante nonante"), map[string]int{}),
		hundred: "cent|cents", thousand: "mille|mil", and: "et", ordinal: map[int]string{1: "premier|1er"},
	},
	rules: rules(romance + `
		^of (.+) at (.+)$ => from $1 to $2
		^(DAY) of the (next|last) week$ => $1 $2 week
		^of the (.+ (?:at|to) .+)$ => from $1
	`),
	currencies: map[string]string{
		"EUR": "euro|euros|balles", "USD": "dollar|dollars|dollars américains|$us", "GBP": "livre|livres|livre sterling|livres sterling", "CHF": "franc|francs|franc suisse|francs suisses", "INR": "roupie|roupies", "MXN": "peso|pesos",
		"BRL": "réal|réaux|reais", "RUB": "rouble|roubles", "JPY": "yen|yens", "TRY": "livre turque|livres turques", "CAD": "dollars canadiens|dollar canadien", "MAD": "dirham|dirhams",
	},
	minor:  map[string]string{"EUR": "centime|centimes|cent|cents"},
	elides: true,
}
