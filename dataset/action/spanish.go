package action

var spanish = tongue{
	phrases: map[string]string{
		"lu": "monday", "ma": "tuesday", "mié|mie|miercoles": "wednesday", "jue": "thursday", "vie": "friday", "sáb|sab|sabado": "saturday", "mar": "march", "setiembre|sep|set": "september",
		"próximo|próxima|próximos|próximas|proximo|proxima|que viene|siguiente|entrante": "coming", "pasado|pasada|último|última|ultimo|ultima|últimos|últimas|anterior": "last",
		"este|esta|estos|estas": "this", "el|la|los|las|del|al": "the", "el día|día": "day", "de": "of", "del mes": "of the month", "desde|desde el|desde la": "since", "hasta|hasta el|hasta la": "until",
		"antes del|antes de|antes de las": "before", "después de|despues de|después de las|a partir de|a partir de las|pasadas las": "after", "para|para el|para la|por": "for", "a": "to", "a las|a la|sobre las|sobre la": "at",
		"entre": "between", "y|con": "and", "coma|punto": "point", "en|en el|en la": "in", "dentro de|de aquí a|en unos": "in", "hace|hace unos": "ago", "menos": "minus", "sí|si": "yes",
		"aproximadamente|alrededor de|más o menos|unos|unas|casi|como|hacia|hacia las|alrededor de las": "around", "solo|sólo|total": "only",
		"días|dias": "days", "noche": "night", "noches": "nights", "semana": "week", "semanas": "weeks", "quincena": "2 weeks", "mes": "month", "meses": "months", "trimestre": "quarter", "trimestres": "quarters", "año": "year", "años": "years",
		"fin de semana|finde": "weekend", "hora": "hour", "horas|hrs": "hours", "minuto": "minute", "minutos": "minutes", "segundo": "second", "segundos": "seconds",
		"manana": "tomorrow", "pasado manana": "day after tomorrow", "antier|antes de ayer": "day before yesterday", "anoche": "yesterday evening", "ahora|ahora mismo": "now", "esta mañana|hoy por la mañana": "this morning", "esta tarde|hoy por la tarde": "this afternoon",
		"esta noche|hoy por la noche": "tonight", "mañana por la mañana|mañana temprano": "tomorrow morning", "mañana por la tarde|mañana en la tarde": "tomorrow afternoon", "mañana por la noche|mañana en la noche": "tomorrow evening",
		"de la mañana|por la mañana|en la mañana|de la madrugada|de la manana": "in the morning", "de la tarde|por la tarde|en la tarde": "in the afternoon", "de la noche|por la noche|en la noche": "at night",
		"mediodía|mediodia|al mediodía|del mediodía|de mediodía": "noon", "medianoche|a medianoche|a la medianoche": "midnight",
		"a fin de mes|a finales de mes|fin de mes|fin del mes|final de mes|final del mes": "end of the month", "fin de año|final del año": "end of the year", "en punto": "oclock", "navidad|la navidad": "christmas", "nochebuena": "christmas eve", "nochevieja": "new year's eve", "año nuevo": "new year's day", "san valentín": "valentine's day",
		"cuarto": "quarter", "y media": "and half", "y medio": "and half", "media": "half", "medio": "half", "media hora": "half hour", "cuarto de hora": "quarter hour", "tres cuartos de hora": "45 minutes",
		"millón|millones|millon": "million", "docena|docenas": "dozen", "un par de": "2", "primer trimestre": "q 1", "segundo trimestre": "q 2", "tercer trimestre": "q 3", "cuarto trimestre": "q 4",
	},
	numbers: &numerals{
		values: addWords(counted10("cero un|uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis|dieciseis diecisiete dieciocho diecinueve",
			"veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"), map[string]int{
			"veintiuno|veintiún|veintiuna|veintiun": 21, "veintidós|veintidos": 22, "veintitrés|veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiséis|veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
			"cien|ciento": 100, "doscientos|doscientas": 200, "trescientos|trescientas": 300, "cuatrocientos|cuatrocientas": 400, "quinientos|quinientas": 500, "seiscientos|seiscientas": 600,
			"setecientos|setecientas": 700, "ochocientos|ochocientas": 800, "novecientos|novecientas": 900}),
		thousand: "mil", and: "y", ordinal: map[int]string{1: "primero|primer|1ro|1ero"},
	},
	rules: rules(romance + `
		^(.+) of the (coming|last|this) week$ => $1 $2 week
	`),
	currencies: map[string]string{
		"EUR": "euro|euros|pavos", "USD": "dólar|dólares|dolar|dolares|dólares americanos", "GBP": "libra|libras|libra esterlina|libras esterlinas", "CHF": "franco|francos|franco suizo|francos suizos", "MXN": "peso|pesos|mx$",
		"BRL": "real|reales|r$", "INR": "rupia|rupias", "JPY": "yenes", "CNY": "yuanes", "RUB": "rublo|rublos", "TRY": "liras turcas", "PEN": "sol|soles", "CAD": "dólares canadienses", "AUD": "dólares australianos",
	},
	minor: map[string]string{"EUR": "céntimo|céntimos|centimos", "USD": "centavo|centavos"},
}

// romance are the rules of Spanish, French and Portuguese, in which a word for next
// follows and means the coming one.
const romance = `
	^(?:the )?(DAY|weekend|week|month|quarter|year) (?:of )?(?:the )?(coming|last|this)\b(.*)$ => $2 $1$3
	^(?:the )?(coming|last|this) (DAY|weekend|week|month|quarter|year)\b(.*)$ => $1 $2$3
	^(.+) (?:of )?(?:the )?(week|month|year) (coming|last)$ => $1 $3 $2
	^(?:the )?(N) (last|coming) (UNIT)$ => $2 $1 $3
	^(?:the )?(N UNIT) (last|coming)$ => $2 $1
	\bcoming (week|weekend|month|quarter|year)\b => next $1
	^next (DAY)\b => coming $1
	^(?:the |day |the day )(N)$ => $1 th
	^(DAY) (?:the |day |the day )?(N)$ => $1 the $2 th
	^(?:in )?the (N UNIT)$ => $1
	^ago (.+)$ => $1 ago
	^(DAY) in the (morning|afternoon|evening)$ => $1 $2
	^(DAY) at night$ => $1 night
	^(N) (?:o|er|ro|ero|°|ª|º)\b => $1 th
	\b(N) (?:o|er|ro|°) of\b => $1 th of
	\bof (N)$ => $1
`
