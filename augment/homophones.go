package augment

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

var recogniserOps = []Op{
	{"homophone", Noises, Noise, English, "a recogniser writes another word: buy → by", misheard(homophones)},
	{"mishearing", Noises, Noise, English, "a recogniser writes a similar word: card → cart", misheard(nearHomophones)},
	{"word_boundary", Noises, Noise, English, "account → a count, pay pal", misheard(boundaries)},
	{"reduced", Noises, Words, English, "give me → gimme", misheard(reductions)},
	{"initials", Noises, Noise, English, "atm → a t m", Func(initials)},
	{"transcript", Rewrites, Case, English, "no marks, no capitals, numbers in words", Func(transcript)},
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// sound is a phrase and what a recogniser may write for it, with what has to be beside it.
type sound struct {
	from          []string
	to            []string
	before, after map[string]bool // one of these words; nil: any word or none
	notBefore     map[string]bool // none of these words
	notAfter      map[string]bool
}

// sounds reads a table, one line for each phrase: "before _ after: said as|or as". Before
// and after are words of which one has to be there, in parentheses with bars between
// them, and ! is in front of words that must not be there.
func sounds(lines string) []sound {
	var out []sound
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		from, to, _ := strings.Cut(line, ": ")
		s := sound{to: strings.Split(to, "|")}
		for _, f := range strings.Fields(from) {
			words, negated := strings.CutPrefix(f, "!")
			set := setOf(strings.ReplaceAll(strings.Trim(words, "()"), "|", " "))
			switch {
			case negated && s.from == nil:
				s.notBefore = set
			case negated:
				s.notAfter = set
			case f[0] != '(':
				s.from = append(s.from, f)
			case s.from == nil:
				s.before = set
			default:
				s.after = set
			}
		}
		out = append(out, s)
	}
	return out
}

// misheard returns an operation that writes one phrase of a table as it sounds.
func misheard(table []sound) Func {
	byFirst := map[string][]int{}
	for i, s := range table {
		byFirst[s.from[0]] = append(byFirst[s.from[0]], i)
	}
	return func(ed *Edit, r *rand.Rand) bool {
		type hit struct {
			from, to int
			with     []string
		}
		var hits []hit
		ws := ed.Words()
		for i, w := range ws {
			for _, k := range byFirst[w.Text] {
				s := &table[k]
				end := i + len(s.from)
				if !phraseAt(ws, i, s.from) || !ed.Free(w.From, ws[end-1].To) {
					continue
				}
				before, after := "", ""
				if i > 0 {
					before = ws[i-1].Text
				}
				if end < len(ws) {
					after = ws[end].Text
				}
				if s.before != nil && !s.before[before] || s.after != nil && !s.after[after] || s.notBefore[before] || s.notAfter[after] || besideNumber(ed, w.From, ws[end-1].To) && numeric(s.to[0]) {
					continue
				}
				hits = append(hits, hit{w.From, ws[end-1].To, s.to})
			}
		}
		if len(hits) == 0 {
			return false
		}
		h := hits[r.IntN(len(hits))]
		return ed.Replace(h.from, h.to, h.with[r.IntN(len(h.with))])
	}
}

// homophones sound alike, and so does every pair here in most of English.
var homophones = sounds(`
buy: by|bye
bye: by|buy
their: there|they're
there (is|are|a|any|another): their|they're
they're: their|there
your: you're|yore
you're: your
its: it's
it's: its
whose: who's
who's: whose
check: cheque
checks: cheques
hear: here
here: hear
write: right
right (now|away): write
know: no
see: sea
would: wood
need: knead
new: knew
due: do|dew
mail: male
week: weak
wait: weight
loan: lone
loans: lones
read: red|reed
whether: weather
weather: whether
which: witch
where: wear
where's: wears
one (more|of|question): won
for (me|my): four
(i|we|you) ate: eight
scene: seen
seen: scene
made: maid
meet: meat
by (the|my): buy|bye
threw: through
through: threw|thru
allowed: aloud
billed: build
great: grate
hole: whole
whole: hole
pause: paws
rain: reign|rein
cent: sent
cents: sense
fare: fair
fair: fare
aisle: isle|i'll
i'll: aisle|isle
we'll: wheel
guest: guessed
past (due): passed
passed: past
lose: loose
lead: led
higher: hire
hi: high
bank's: banks
banks: bank's
`)

// nearHomophones are what recognisers make of words in noise or with an accent.
var nearHomophones = sounds(`
card: cart|car|guard
cards: carts|cars
credit: credited|edit
account: a count
balance: ballast|balanced|valance
statement: state mint|state meant
transfer: trans for|trance fur|transferred
pin: pen|pan
checking: chicken|check in
payment: pavement|pay mint
payments: pavements|pay mints
freeze: frees|fries|frieze
fraud: frog|broad
fraudulent: fraud you lent
routing: rooting|routine|rowding
mortgage: more gauge|morgage
bill: bell|build
bills: bells|builds
limit: lemon it|limited
deposit: the posit|deposited
cancel: counsel|council|canceled
order: odor|border|ordered
branch: brunch|ranch
lost: loss
stolen: stole an|swollen
interest: in trust|interested
rate: raid
exchange: ex change|x change
currency: current see|current sea
dispute: this pute|this suit
charge: charged|chart
address: a dress|add dress
activate: active ate|activated
replace: re place|replaced
autopay: auto pay|otto pay
overdraft: over draft|over drafted
invoice: in voice|and voice
appointment: a pointment|a point meant
dentist: dennis|den test
clinic: clinique
prescription: pre scription|perscription
insurance: in surance|assurance
reschedule: re schedule|rescheduled
open: opened|oven
close: clothes|closed
tell: till|tail
show: shoe|shown
(the|my|some|all) lights: lice
(the|my|a) light: lite|like
alarm: a larm|all arm
volume: vol you|valium
music: muse it|musik
playlist: play list|place list
remind: remained|rewind
calendar: colander|calender
email: e mail|emailed
message: massage
messages: massages
send: sand|sent
want: won|wanted
thanks: tanks
find: fined|fine
nearest: near is|nears
money: many|monkey
pay: pray|paid
wire: why are|wired
kitchen: chicken
(please|to|you) turn: torn|turned
traffic: graphic|tra fick
weather: wether|feather
news: noose|nukes
update: up date|updated
password: pass word|past word
language: languish
book: booked|brook
visit: visited|this it
dental: den tall|rental
filling: feeling
crown: ground
cleaning: clean in
checkup: check up|ketchup
refill: re fill|refilled
pharmacy: farm a sea
withdraw: with draw
reminder: remainder
`)

// boundaries are words that recognisers divide or join in another way.
var boundaries = sounds(`
account: a count
accounts: a counts
another: an other
today: to day
tonight: to night
about: a bout
away: a way
already: all ready
anyone: any one
someone: some one
everyone: every one
everything: every thing
something: some thing
anything: any thing
email: e mail
online: on line
paypal: pay pal
password: pass word
checkbook: check book
checkbooks: check books
chequebook: cheque book
overdraft: over draft
autopay: auto pay
playlist: play list
audiobook: audio book
update: up date
upcoming: up coming
weekend: week end
birthday: birth day
upset: up set
without: with out
download: down load
podcast: pod cast
podcasts: pod casts
toothache: tooth ache
paycheck: pay check
mastercard: master card
homepage: home page
website: web site
maybe: may be
instead: in stead
alarm: a larm
appointment: a pointment
activate: active ate
insurance: in surance
invoice: in voice
address: a dress
assist: a sist
appreciate: a preciate
arrange: a range
approve: a prove
credit card: creditcard
debit card: debitcard
bank account: bankaccount
thank you: thankyou
a lot: alot
in to: into
on to: onto
log in: login
set up: setup
sign up: signup
pay off: payoff
right now: rightnow
each other: eachother
as well: aswell
to do (list): todo
up to date: up-to-date
check up: checkup
phone number: phonenumber
at least: atleast
in case: incase
all right: alright
`)

// reductions are how fast speech is written down.
var reductions = sounds(`
want to: wanna
going to (be|do|get|need|pay|send|go|buy|use|have|make): gonna
got to: gotta
have to: hafta
has to: hasta
give me: gimme
let me: lemme
don't know: dunno
kind of: kinda
sort of: sorta
a lot of: lotta|a lotta
out of (the|my|this): outta
what are you: whatcha|whaddya
what do you: whaddya
do you: d'you|d'ya
did you: didja
could you: couldja|could ya
would you: wouldja|would ya
can you: can ya|canya
because: cuz|'cause|cos
you: ya
about: 'bout
them: 'em
could have: coulda
should have: shoulda
would have: woulda
must have: musta
trying to: tryna
supposed to: sposta
used to: useta
i am going to: i'mma|ima
i'm going to: i'mma|imma
probably: prolly
okay: 'kay
come on: c'mon
got you: gotcha
bet you: betcha
what is up: wassup
how about: how 'bout
old: ol'
getting: gettin|gettin'
trying: tryin|tryin'
looking: lookin|lookin'
going: goin|goin'
doing: doin|doin'
paying: payin
sending: sendin
talking: talkin
wondering: wonderin
nothing: nuthin
something: somethin|sumthin
and (i|then|my|also|tell|send|the): an
just: jus
for (me|my): fer
`)

// spelledShort are abbreviations that speakers spell.
var spelledShort = setOf("atm atms tv id pc ac dj cd apr hoa ssn iban usa uk us eu dvd gps pdf faq sms url ny la nyc irs cvv otp ira usb led diy fm am pm bbc cnn nba nfl")

// initials writes an abbreviation as its letters.
func initials(ed *Edit, r *rand.Rand) bool {
	ws := ed.free(func(w Word) bool {
		return spelledShort[w.Text] && w.Text != "us" && w.Text != "am" && w.Text != "la" && w.Text != "id" && w.Text != "led"
	})
	if len(ws) == 0 {
		return false
	}
	w := ws[r.IntN(len(ws))]
	letters := strings.Split(w.Text, "")
	if len(w.Text) > 2 && strings.HasSuffix(w.Text, "s") && spelledShort[w.Text[:len(w.Text)-1]] {
		letters = append(letters[:len(letters)-2], letters[len(letters)-2]+"s")
	}
	return ed.Replace(w.From, w.To, strings.Join(letters, []string{" ", " ", ". "}[r.IntN(3)]))
}
