package generators

var german = &tongue{
	ahead:   "*morgen|übermorgen|nächste Woche|am Wochenende|nächstes Wochenende|Ende des Monats|*in {n} Tagen|in einer Woche|in zwei Wochen|in 3 Wochen|in einem Monat|{w} in einer Woche",
	behind:  "*gestern|vorgestern|gestern Abend|letzte Woche|letztes Wochenende|*vor {n} Tagen|vor einer Woche|vor zwei Wochen|vor einem Monat",
	around:  "*heute|heute Abend",
	weekday: "{w}", weekdayLead: "am ", weekdayAhead: "nächsten {w}|kommenden {w}|diesen {w}|{w} nächste Woche", weekdayBehind: "letzten {w}",
	calendar: "*{d}. {month}|{d}.{m}.|{dd}.{mm}.", dated: "{d}. {month} {y}|{d}.{m}.{y}|{dd}.{mm}.{y}", calendarLead: "am ",

	morning: "{am} Uhr morgens|{am} Uhr früh|{am} Uhr vormittags", afternoon: "{pm} Uhr nachmittags",
	clock: "*{hh} Uhr|*{hh}:{min} Uhr|{hh}:{min}|{hh} Uhr {min}|{hh}.{min} Uhr", loose: "{h} Uhr|halb {h}|Viertel nach {h}|Viertel vor {h}|zehn nach {h}|{h}",
	named: "12 Uhr mittags", timeLead: "um |gegen |ab |nach |vor ",

	lengths: map[string]string{"minute": "*{n} Minuten|{n} Min", "hour": "*{n} Stunden|{n} Std", "day": "{n} Tage", "week": "{n} Wochen", "month": "{n} Monate"},
	parts:   map[int]string{15: "eine Viertelstunde", 30: "eine halbe Stunde", 45: "eine Dreiviertelstunde", 60: "eine Stunde|1 Stunde", 90: "anderthalb Stunden|eineinhalb Stunden|1,5 Stunden", 120: "zwei Stunden"},

	periods: "{month}|{month} {y}|{y}|letzten Monat|diesen Monat|letzte Woche|diese Woche|letztes Jahr|dieses Jahr|gestern|heute|letzten {n} Tage|die letzten {n} Wochen",
	percent: "*{n} %|*{n} Prozent|{n}%", celsius: "*{n} Grad|{n} Grad Celsius|{n} °C|{n}°|minus {minus} Grad|-{minus} °C", fahrenheit: "*{n} Grad Fahrenheit|{n} °F|minus {minus} Grad Fahrenheit",
	money: "*{n} {sym}|*{n} {cur}|{n}{sym}|{n}|{n} {code}|{g} {cur}|{g} {sym}", cents: "{c} {sym}|{c} {cur}|{c}{sym}|{c}", currency: "EUR", currencyName: "Euro",
}
