package action

var portuguese = tongue{
	phrases: map[string]string{
		"segunda": "monday", "terça|terca|terça feira|terca feira": "tuesday", "quarta": "wednesday", "quinta": "thursday", "sexta": "friday", "sab|sabado": "saturday", "março|marco": "march",
		"próximo|próxima|próximos|próximas|proximo|proxima|que vem|seguinte": "coming", "passado|passada|último|última|últimos|últimas|ultimo|ultima|anterior": "last", "este|esta|neste|nesta|estes|estas|nesse|nessa|esse|essa": "this",
		"o|os|no|na|nos|nas|ao": "the", "dia|o dia": "day", "do|da|dos|das": "of the", "de": "of", "desde|desde o|desde a": "since", "até|até o|até a": "until", "antes de|antes do|antes da|antes das": "before",
		"depois de|depois do|depois das|após|após as|a partir de|a partir das": "after", "para|para o|para a|pra": "for", "às|as|à": "at", "a": "to", "lá pelas|por volta das|perto das": "around", "entre": "between", "e": "and",
		"em|dentro de|daqui a": "in", "há|faz|ha": "ago", "menos": "minus", "sim": "yes", "não|nao": "no", "aproximadamente|cerca de|quase|uns|umas|exatamente": "around", "só|apenas|total": "only", "vírgula|virgula": "point", "natal": "christmas", "véspera de natal": "christmas eve", "ano novo": "new year's day", "véspera de ano novo|réveillon": "new year's eve",
		"dias": "days", "noite": "night", "noites": "nights", "semana": "week", "semanas": "weeks", "quinzena": "2 weeks", "mês|mes": "month", "meses": "months", "trimestre": "quarter", "trimestres": "quarters", "ano": "year", "anos": "years",
		"fim de semana|final de semana": "weekend", "hora|h": "hour", "horas|hrs": "hours", "minuto": "minute", "minutos": "minutes", "segundo": "second", "segundos": "seconds",
		"amanha": "tomorrow", "depois de amanha": "day after tomorrow", "ontem à noite": "yesterday evening", "agora": "now", "hoje de manhã|esta manhã": "this morning", "hoje à tarde|esta tarde": "this afternoon", "hoje à noite|esta noite": "tonight",
		"amanhã de manhã|amanhã cedo": "tomorrow morning", "amanhã à tarde": "tomorrow afternoon", "amanhã à noite": "tomorrow evening", "da manhã|de manhã|pela manhã|da madrugada": "in the morning", "da tarde|à tarde|de tarde": "in the afternoon",
		"da noite|à noite|de noite": "at night", "meio dia|ao meio dia": "noon", "meia noite|à meia noite": "midnight", "fim do mês|final do mês|no fim do mês|no final do mês": "end of the month", "fim do ano|final do ano": "end of the year",
		"em ponto": "oclock", "meia": "half", "meio": "half", "meia hora": "half hour", "quarto de hora": "quarter hour", "para as|pras|para às": "to",
		"milhão|milhões|milhao|milhoes": "million", "dúzia|duzia": "dozen", "um par de": "2", "primeiro trimestre": "q 1", "segundo trimestre": "q 2", "terceiro trimestre": "q 3", "quarto trimestre": "q 4",
	},
	numbers: &numerals{
		values: addWords(counted10("zero um|uma dois|duas três|tres quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove",
			"vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"), map[string]int{
			"cem|cento": 100, "duzentos|duzentas": 200, "trezentos|trezentas": 300, "quatrocentos|quatrocentas": 400, "quinhentos|quinhentas": 500, "seiscentos|seiscentas": 600, "setecentos|setecentas": 700, "oitocentos|oitocentas": 800, "novecentos|novecentas": 900}),
		thousand: "mil", and: "e", ordinal: map[int]string{1: "primeiro"},
	},
	rules: rules(romance + `
		^of (.+) to (.+)$ => from $1 to $2
	`),
	currencies: map[string]string{
		"EUR": "euro|euros", "USD": "dólar|dólares|dolar|dolares", "GBP": "libra|libras|libra esterlina|libras esterlinas", "BRL": "real|reais|r$|pila|pratas", "CHF": "franco|francos|francos suíços", "MXN": "peso|pesos", "INR": "rupia|rupias",
		"JPY": "iene|ienes", "RUB": "rublo|rublos", "TRY": "liras turcas",
	},
	minor: map[string]string{"BRL": "centavo|centavos", "EUR": "cêntimo|cêntimos"},
}
