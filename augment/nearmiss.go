package augment

import (
	"math/rand/v2"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// nearKind is the kind of negatives that are nearly a prompt for an action.
const nearKind = "near_miss"

// foreignObjects are things that few assistants deal with, by the verbs that people use of
// them: "verb: thing|thing".
var foreignObjects = table(`
activate: sim card|gym membership|warranty|antivirus|sprinkler
apply: fishing license|scholarship|building permit|library card|game show
book: hotel room|tennis court|rental car|wedding venue|massage
arrange: birthday party|funeral|blind date
block: spam caller|driveway|goalkeeper
buy: tent|lawn mower|aquarium|birthday cake
cancel: gym membership|magazine delivery|phone contract|dog walker|wedding
change: hairstyle|tires|bed sheets|wifi password|guitar strings|oil filter
check: blood pressure|spelling|oil level|step count
close: garage door|curtains|windows|umbrella|tent
decrease: font size|humidity|oven temperature
delete: browser history|old photos|spam folder
dispute: parking ticket|exam grade|election result
end: marriage|internship|quarantine
erase: whiteboard|hard drive
find: sunglasses|lost umbrella|car keys|parking spot
fix: leaky faucet|bicycle|zipper|roof
freeze: soup|leftovers|bread dough|berries
get: haircut|tattoo|fishing license|puppy
increase: font size|humidity|oven temperature|tire pressure
is: blood type|shoe size|horoscope|wifi password|license plate|step count
lock: front door|bike|suitcase
lower: hem|drawbridge|flag|saddle
move: piano|couch|chess piece|tent
need: haircut|plumber|babysitter|ladder|costume
open: garage door|sunroof|spreadsheet|suitcase|parachute
order: sneakers|wedding dress|trampoline|bookshelf
pause: treadmill|dishwasher
raise: hem|drawbridge|flag|saddle
remove: wallpaper|stain|splinter
renew: library books|passport|driver's license|wedding vows
replace: passport|windshield|water filter|car battery|printer cartridge|roof tiles
report: pothole|noisy neighbor|broken street light|fallen tree
reschedule: driving test|job interview|rehearsal|court hearing
reset: router|odometer|stopwatch
schedule: car wash|oil change|haircut|rehearsal
see: horoscope|step count|vaccination record|browser history
set: table|mousetrap|sails
show: horoscope|step count|browser history|vaccination record
stop: bleeding|leak|hiccups
switch: seats|dorm room|majors
terminate: lease|internship|gym membership
update: resume|antivirus|graphics driver|wardrobe
view: horoscope|step count|vaccination record|browser history
want: haircut|puppy|tattoo|pony
what's: blood type|shoe size|horoscope|wifi password|license plate|step count
whats: blood type|shoe size|horoscope|wifi password|license plate|step count
`)

// foreignVerbs are what few assistants do, by what people may want it of.
var foreignVerbs = table(`
card: laminate|engrave
account: rename|sell
statement: translate|shred|proofread
bill: shred|translate
bills: shred|translate
appointment: film|photograph
invoice: translate|shred
prescription: forge|laminate
alarm: repair|repaint
lights: repaint|rewire
light: repaint|rewire
email: translate|encrypt
emails: translate|encrypt
list: laminate|translate
playlist: rename|encrypt
`)

// nearMiss swaps the verb or its object for one that no action fits.
func nearMiss(ed *Edit, r *rand.Rand) bool {
	if !ed.single() || ed.Schema().Action(dataset.None) == nil || ed.example.Intent() == dataset.None || len(ed.Calls()) != 1 {
		return false
	}
	o, ok := objectOf(ed)
	if !ok {
		return false
	}
	misses := o.misses(ed)
	if len(misses) == 0 {
		return false
	}
	m := misses[r.IntN(len(misses))]
	e := ed.Current()
	t := ed.Text()
	e.Text, e.Slots = string(t[:m.from])+m.with+string(t[m.to:]), nil
	if !ed.become(&e, []action.RawCall{{Name: dataset.None}}) {
		return false
	}
	ed.SetKind(nearKind)
	return true
}

// object is the verb of a prompt and the thing that it is done to: activate my new card.
type object struct {
	verb       Word
	determiner Word
	from, to   int // of the words behind the determiner
	head       string
	any        bool // a value of it may be anything
	last       bool // nothing but thanks is behind it
}

// objectOf finds the first verb that the tables know and its object: a determiner and one to
// four words behind it, up to the end, to thanks, to a time or to a clause.
func objectOf(ed *Edit) (object, bool) {
	words := ed.Words()
	end := courtesyEnd(ed, len(words))
	for i := opening(ed); i+2 < end && words[i].Free; i++ {
		at := i + 1
		if words[at].Text == "for" && words[i].Text == "apply" {
			at++
		}
		if determines(words[at].Text) && !beforeVerb[words[i].Text] && (words[i].Text != "is" || i > 0 && words[i-1].Text == "what") {
			return objectAt(ed, i, at, end)
		}
		if !beforeVerb[words[i].Text] {
			break
		}
	}
	return object{}, false
}

// beforeVerb are words before the verb of a request.
var beforeVerb = listed(`i i'd i'm i've am want need like would love wish to trying hoping how do can could you please me help may know what are the steps best way
	is it possible for my we will should if wanna gotta got able looking hope just ok so and also actually cannot can't where`)

func determines(w string) bool { return w == "my" || w == "our" || w == "the" || w == "a" || w == "an" }

// objectAt is the object of a verb behind a determiner.
func objectAt(ed *Edit, verb, determiner, end int) (object, bool) {
	words := ed.Words()
	k := determiner + 1
	for k < end && k < determiner+6 && !smallWords[words[k].Text] && !stops(ed, words, k) {
		k++
	}
	if k == determiner+1 || k == determiner+6 {
		return object{}, false
	}
	o := object{verb: words[verb], determiner: words[determiner], from: words[determiner+1].From, to: words[k-1].To, head: words[k-1].Text}
	switch {
	case k == end:
		o.last = true
	case timeFollows(ed, words, k), subordinate[words[k].Text]:
	default:
		return object{}, false
	}
	for j, s := range ed.Slots() {
		if s.Start < o.to && s.End > o.from {
			o.any = o.any || open(ed.Param(j))
			o.to = max(o.to, s.End)
		} else if s.Start < o.from {
			return object{}, false
		}
	}
	return o, true
}

// subordinate begin with these words.
var subordinate = listed("because so if when before that which")

// stops reports whether a mark is between a word and the one before it.
func stops(ed *Edit, words []Word, k int) bool {
	return strings.ContainsAny(string(ed.Text()[words[k-1].To:words[k].From]), ",.?!;:")
}

// timeFollows reports whether all from a word on is a phrase of time.
func timeFollows(ed *Edit, words []Word, k int) bool {
	for _, p := range adjuncts(ed) {
		if p.from == words[k].From && timely(ed.Param(p.slot)) && p.before != "to" {
			end := courtesyEnd(ed, len(words))
			return words[end-1].To == p.to
		}
	}
	return false
}

// miss is a change after which no action fits.
type miss struct {
	from, to int
	with     string
}

// owner is the determiner of a thing that nobody has spoken of.
func (o *object) owner(thing string) string {
	d := o.determiner.Text
	plural := strings.HasSuffix(thing, "s")
	switch {
	case d == "our", d == "the" && housed[o.verb.Text]:
		return d + " "
	case plural || !wanted[o.verb.Text]:
		return "my "
	case strings.ContainsRune("aeiou", rune(thing[0])):
		return "an "
	}
	return "a "
}

// housed are verbs of what is done with the things of a house.
var housed = listed("close open lock set raise lower fix reset stop pause replace")

// wanted are verbs of getting a thing that one does not have.
var wanted = listed("get need want buy apply book arrange order schedule report")

func (o *object) misses(ed *Edit) (out []miss) {
	if o.any {
		return nil
	}
	source := ed.Source()
	for _, c := range foreignObjects {
		if c.from[0] != o.verb.Text {
			continue
		}
		for _, thing := range c.to {
			if !source.Covers(o.verb.Text, thing) {
				out = append(out, miss{o.determiner.From, o.to, o.owner(thing) + thing})
			}
		}
	}
	for _, c := range foreignVerbs {
		if c.from[0] != o.head || !o.last || !orders[o.verb.Text] {
			continue
		}
		for _, verb := range c.to {
			if !source.Covers(verb, o.head) {
				out = append(out, miss{o.verb.From, o.verb.To, verb})
			}
		}
	}
	return out
}
