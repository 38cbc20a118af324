package generators

var spanish = &tongue{
	ahead:   "*mañana|pasado mañana|la próxima semana|la semana que viene|este fin de semana|a fin de mes|*dentro de {n} días|en {n} días|dentro de una semana|en dos semanas|dentro de un mes",
	behind:  "*ayer|anteayer|anoche|la semana pasada|*hace {n} días|hace una semana|hace dos semanas|hace un mes",
	around:  "*hoy|esta noche",
	weekday: "{w}", weekdayLead: "el ", weekdayAhead: "el próximo {w}|este {w}|el {w} que viene|el {w} próximo", weekdayBehind: "el {w} pasado",
	calendar: "*{d} de {month}|{d}/{m}|{dd}/{mm}", dated: "{d} de {month} de {y}|{d}/{m}/{y}|{dd}/{mm}/{y}", calendarLead: "el ",

	morning: "las {am} de la mañana|las {am}:{min} de la mañana", afternoon: "las {pm} de la tarde|las {pm}:{min} de la tarde|las {pm} y media de la tarde",
	clock: "*las {hh}:{min}|{hh}:{min}|las {hh}", loose: "las {h}|las {h} y media|las {h} y cuarto|las {h} menos cuarto",
	named: "mediodía", timeLead: "a ",

	lengths: map[string]string{"minute": "*{n} minutos|{n} min", "hour": "*{n} horas|{n} h", "day": "{n} días", "week": "{n} semanas", "month": "{n} meses"},
	parts:   map[int]string{15: "un cuarto de hora", 30: "media hora", 45: "tres cuartos de hora", 60: "una hora|1 hora", 90: "una hora y media|hora y media|1,5 horas", 120: "dos horas"},

	periods: "{month}|{month} de {y}|{y}|el mes pasado|este mes|la semana pasada|esta semana|el año pasado|este año|ayer|hoy|los últimos {n} días|las últimas {n} semanas",
	percent: "*{n} %|*{n} por ciento|{n}%|el {n} %", celsius: "*{n} grados|{n} grados centígrados|{n} °C|{n}°|{minus} grados bajo cero|-{minus} °C", fahrenheit: "*{n} grados Fahrenheit|{n} °F|-{minus} °F",
	money: "*{n} {sym}|*{n} {cur}|{n}{sym}|{n}|{n} {code}|{g} {cur}|{g} {sym}", cents: "{c} {sym}|{c} {cur}|{c}{sym}|{c}", currency: "EUR", currencyName: "euros",
}

var french = &tongue{
	ahead:   "*demain|après-demain|la semaine prochaine|ce week-end|le week-end prochain|à la fin du mois|*dans {n} jours|dans une semaine|dans deux semaines|dans un mois|dans quinze jours",
	behind:  "*hier|avant-hier|hier soir|la semaine dernière|*il y a {n} jours|il y a une semaine|il y a deux semaines|il y a un mois",
	around:  "*aujourd'hui|ce soir",
	weekday: "{w}", weekdayAhead: "{w} prochain|ce {w}|{w} qui vient", weekdayBehind: "{w} dernier",
	calendar: "*{d} {month}|{d}/{m}|{dd}/{mm}", dated: "{d} {month} {y}|{d}/{m}/{y}|{dd}/{mm}/{y}", calendarLead: "le ",

	morning: "{am} h du matin|{am} heures du matin|{am}h{min} du matin", afternoon: "{pm} h de l'après-midi|{pm} heures de l'après-midi",
	clock: "*{hh}h|*{hh} h|*{hh}h{min}|{hh} h {min}|{hh} heures|{hh}:{min}", loose: "{h} heures|{h} heures et demie|{h} heures et quart|{h} heures moins le quart|{h} h",
	named: "midi", timeLead: "à |vers |après |avant ",

	lengths: map[string]string{"minute": "*{n} minutes|{n} min|{n} mn", "hour": "*{n} heures|{n} h", "day": "{n} jours", "week": "{n} semaines", "month": "{n} mois"},
	parts:   map[int]string{15: "un quart d'heure", 30: "une demi-heure", 45: "trois quarts d'heure", 60: "une heure|1 heure|1 h", 90: "une heure et demie|1 h 30|1h30", 120: "deux heures"},

	periods: "{month}|{month} {y}|{y}|le mois dernier|ce mois|la semaine dernière|cette semaine|l'année dernière|cette année|hier|aujourd'hui|les {n} derniers jours|les {n} dernières semaines",
	percent: "*{n} %|*{n} pour cent|{n}%", celsius: "*{n} degrés|{n} degrés Celsius|{n} °C|{n}°|moins {minus} degrés|-{minus} °C", fahrenheit: "*{n} degrés Fahrenheit|{n} °F|moins {minus} degrés Fahrenheit",
	money: "*{n} {sym}|*{n} {cur}|{n}{sym}|{n}|{n} {code}|{g} {cur}|{g} {sym}", cents: "{c} {sym}|{c} {cur}|{c}{sym}|{c}", currency: "EUR", currencyName: "euros",
}

var portuguese = &tongue{
	ahead:   "*amanhã|depois de amanhã|semana que vem|na próxima semana|no fim de semana|no fim do mês|*em {n} dias|daqui a {n} dias|daqui a uma semana|em duas semanas|em um mês",
	behind:  "*ontem|anteontem|ontem à noite|semana passada|*há {n} dias|há uma semana|há duas semanas|há um mês",
	around:  "*hoje|hoje à noite",
	weekday: "{w}", weekdayAhead: "{w} que vem", weekdayBehind: "{w} passado",
	calendar: "*{d} de {month}|{d}/{m}|{dd}/{mm}|dia {d} de {month}", dated: "{d} de {month} de {y}|{d}/{m}/{y}|{dd}/{mm}/{y}", calendarLead: "em ",

	morning: "{am} da manhã|{am} horas da manhã|{am}h da manhã", afternoon: "{pm} da tarde|{pm} horas da tarde|{pm}h da tarde",
	clock: "*{hh}h|*{hh}h{min}|{hh} horas|{hh}:{min}", loose: "{h} horas|{h} e meia|{h}h",
	timeLead: "às ",

	lengths: map[string]string{"minute": "*{n} minutos|{n} min", "hour": "*{n} horas|{n} h", "day": "{n} dias", "week": "{n} semanas", "month": "{n} meses"},
	parts:   map[int]string{15: "um quarto de hora", 30: "meia hora", 60: "uma hora|1 hora", 90: "uma hora e meia|1,5 hora", 120: "duas horas"},

	periods: "{month}|{month} de {y}|{y}|mês passado|este mês|semana passada|esta semana|ano passado|este ano|ontem|hoje|os últimos {n} dias|últimas {n} semanas",
	percent: "*{n}%|*{n} por cento|{n} %", celsius: "*{n} graus|{n} graus Celsius|{n} °C|{n}°|{minus} graus negativos|-{minus} °C", fahrenheit: "*{n} graus Fahrenheit|{n} °F|-{minus} °F",
	money: "*{sym} {n}|*{sym}{n}|*{n} {cur}|{n}|{n} {code}|{g} {cur}|{sym} {g}", cents: "{sym} {c}|{sym}{c}|{c} {cur}|{c}", currency: "BRL", currencyName: "reais",
}
