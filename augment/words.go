package augment

var wordOps = []Op{
	{"contract", Keeps, Words, English, "i am → i'm", phrases(contractions)},
	{"expand", Keeps, Words, English, "i'm → i am", phrases(expansions)},
	{"short", Noises, Words, English, "please → pls, you → u", phrases(shortForms)},
	{"synonym", Keeps, Words, English, "show → display", phrases(synonyms)},
	{"drop_word", Noises, Words, English, "a, the, to and the like are left out", Func(dropWord)},
}

var contractions = table(`
i am: i'm
i would: i'd
i have: i've
i will: i'll
do not: don't
does not: doesn't
did not: didn't
can not: can't
cannot: can't
could not: couldn't
is not: isn't
what is: what's
how is: how's
where is: where's
when is: when's
that is: that's
it is: it's
there is: there's
you are: you're
they are: they're
would not: wouldn't
was not: wasn't
have not: haven't
want to: wanna
going to: gonna
got to: gotta
let us: let's
`)

var expansions = table(`
i'm: i am
i'd: i would
i've: i have
i'll: i will
don't: do not
doesn't: does not
didn't: did not
can't: cannot|can not
couldn't: could not
isn't: is not
what's: what is
how's: how is
where's: where is
when's: when is
that's: that is
it's: it is
there's: there is
you're: you are
they're: they are
wasn't: was not
haven't: have not
wanna: want to
gonna: going to
`)

var shortForms = table(`
please: pls|plz|plse
you: u
your: ur
are: r
account: acct|acc|a/c
accounts: accts|accs
want to: wanna
going to: gonna
thanks: thx|tnx
thank you: ty|thank u
because: cuz|bc
tomorrow: tmrw
message: msg
number: num
payment: pymt
transaction: txn|trans
statement: stmt
with: w
about: abt
though: tho
need: nd
have: hv
for: 4
to: 2
see: c
before: b4
information: info
`)

var synonyms = table(`
show: display|show
see: view|check
view: see|look at
want to: need to|would like to|wish to
need to: want to|have to
would like to: want to|wanna
i want: i need|i'd like
i need: i want|i require
can you: could you|would you|will you
could you: can you|would you
tell me: let me know|give me
give me: tell me|get me
help me: assist me
how much: what amount
how do i: how can i|how would i|how to
how can i: how do i|how could i
is it possible to: can i|may i
can i: may i|could i|is it possible to
right now: immediately|at the moment|now
immediately: right away|at once|asap
quickly: fast|soon
money: cash|funds
purchase: buy
bought: purchased
get: obtain|receive
make: do
start: begin
finish: complete
problem: issue
issue: problem
wrong: incorrect
incorrect: wrong
mistake: error
error: mistake
recently: lately
`)
