package scaffold

import "strings"

// class is what an action does with its object, which decides how people ask for it.
type class int

const (
	doing    class = iota // any deed: pay, lock, approve
	showing               // hands over one thing or its attributes
	listing               // hands over several
	finding               // looks for things
	creating              // makes something that was not there
	telling               // says a fact
)

// verbOf is what is known of a verb: its class, and the words that people use for it, the
// verb itself first.
type verbOf struct {
	class class
	words []string
}

// verbs are the verbs that names of actions begin with.
var verbs = verbTable()

// verbTable reads the verbs. A verb of several classes is of the first.
func verbTable() map[string]verbOf {
	verbs := map[string]verbOf{}
	for _, listed := range verbLists {
		for line := range strings.SplitSeq(strings.ReplaceAll(listed.lines, "\n", " "), ";") {
			name, words, given := strings.Cut(strings.TrimSpace(line), "=")
			names := []string{name}
			if !given && listed.class != doing {
				names = strings.Fields(name)
			}
			for _, n := range names {
				if _, known := verbs[n]; known || n == "" {
					continue
				}
				v := verbOf{listed.class, []string{n}}
				if given {
					v.words = strings.Split(words, ",")
				}
				verbs[n] = v
			}
		}
	}
	for name, words := range spoken {
		v := verbs[name]
		v.words = words
		verbs[name] = v
	}
	return verbs
}

// verbLists are verbs between semicolons, each with the words for it where they are others
// than the verb.
var verbLists = []struct {
	class class
	lines string
}{
	{showing, "get fetch retrieve show view display describe see load; check; read; lookup"},
	{listing, "list; browse; enumerate"},
	{finding, "find; search; query"},
	{creating, "create=create,make,set up; make; add; new; insert; register; generate; open; book=book,reserve; reserve=reserve,book; schedule=schedule,set up; order; place; send; post; write=write,draft; draft; request=request,ask for; report; apply; submit; file; upload; buy=buy,get; reply; subscribe; compose; log; record; enter; plan=plan,schedule; arrange; issue; initiate; note; prepare; publish"},
	{telling, "say; tell; give; return; answer; provide; compute; calculate"},
	{doing, `update=update,change; edit=edit,change; modify=modify,change; patch=update,change; alter; change=change,update; set=set,change; replace; rename; put; adjust=adjust,change; upsert=update; configure=configure,set up; manage;
delete=delete,remove; remove=remove,delete; destroy=destroy,delete; erase=erase,delete; clear; cancel=cancel,call off; close; drop; discard; purge; reset;
start=start,begin; stop=stop,end; run=run,start; launch=launch,start; trigger=trigger,start; pause; resume=resume,continue; restart; reboot; execute=run; end=end,stop; finish; skip; continue;
turn on=turn on,switch on; turn off=turn off,switch off; switch on=switch on,turn on; switch off=switch off,turn off; switch; turn; turn up; turn down; power on; power off; toggle; dim; brighten; mute; unmute; lock; unlock; arm; disarm; heat; cool; play=play,put on; shuffle; record;
increase=increase,raise; decrease=decrease,lower; raise=raise,increase; lower=lower,reduce; volume;
pay; transfer=transfer,move; move; deposit; withdraw; refund; charge; capture; dispute; redeem; exchange; convert; invest; sell; donate; tip; top up; claim; collect; return;
activate; deactivate; enable=enable,turn on; disable=disable,turn off; block; unblock; freeze; unfreeze; suspend; reactivate; renew; extend; upgrade; downgrade; verify; validate; confirm; approve; reject=reject,decline; accept; decline; authorize; deny; escalate; resolve; reopen; complete;
assign; unassign; invite; kick; ban; archive; unarchive; merge; fork; star; unstar; pin; unpin; follow; unfollow; like; dislike; rate; review; vote; share; save; bookmark; copy; clone; duplicate; import; export; download; sync; refresh; connect; disconnect; link; unlink; attach; detach; print; sign; scan; tag; label; join; leave; watch; unwatch; subscribe; unsubscribe; mark; flag; hide; unhide; lift; sort; filter; group; push; pull; deploy; rollback; build; test; install; uninstall; backup; restore; notify; remind; alert; call; dial; text; email; message; contact; page; ask; recommend=recommend,suggest; suggest=suggest,recommend; identify; define; explain; translate; summarize; analyze; compare; track; monitor; measure; estimate; quote; navigate; route; clean; vacuum; cook; water; feed; set up; sign up; log in; log out; check in; check out; opt in; opt out; look up; pick up; hand over; fill; hold; release; remember; forget; snooze; dismiss; rent; hire; ship; deliver; pack; reschedule=reschedule,move; swap; split; combine; process; apply; count; choose; select; pick; use; do; help; ignore; keep; bring; take; shut; opt; reply; fix; repair; improve; inspect; test; audit; revoke; grant; rotate; migrate; scale; tail; warm; water; order; dispense; discuss; draw; edit; recover; look; upload; close; open; unsend; forward; correct; crop; resize; rotate; scroll; click; type; press; search`},
}

// spoken are verbs that people say with another word, or with a preposition.
var spoken = map[string][]string{
	"get": {"get", "show", "find", "pull up"}, "fetch": {"get", "show", "fetch"}, "retrieve": {"get", "show", "retrieve"}, "describe": {"describe", "show"}, "load": {"load", "show"}, "lookup": {"look up", "check"},
	"show": {"show", "display", "pull up"}, "view": {"view", "see", "look at"}, "see": {"see", "view"}, "display": {"display", "show"}, "check": {"check", "look up"}, "read": {"read", "see"},
	"list": {"list", "show", "see"}, "browse": {"browse", "look through"}, "enumerate": {"list", "show"},
	"find": {"find", "look for", "locate"}, "search": {"search for", "look for", "find"}, "query": {"look for", "search for"}, "look up": {"look up", "find"},
	"new": {"create", "make"}, "insert": {"add", "insert"}, "add": {"add"}, "apply": {"apply for"}, "subscribe": {"subscribe to"}, "unsubscribe": {"unsubscribe from"},
	"put": {"update", "change"}, "upsert": {"update"}, "execute": {"run", "start"}, "backup": {"back up"}, "rollback": {"roll back"}, "opt": {"opt for"}, "reply": {"reply to"},
	"ask": {"ask for"}, "look": {"look for"}, "vote": {"vote for"}, "route": {"find a way to"}, "log in": {"log in to"}, "log out": {"log out of"}, "sign up": {"sign up for"}, "opt in": {"opt in to"},
	"opt out": {"opt out of"}, "check in": {"check in"}, "check out": {"check out"}, "compute": {"compute", "work out"}, "calculate": {"calculate", "work out"}, "report": {"report"}, "page": {"page"}, "quote": {"quote"},
}

// particles are the words that a verb before them takes with it.
var particles = []string{"on", "off", "up", "down", "in", "out", "over"}

// strong are verbs that a name has behind a word for its theme: issues_list,
// chat.postMessage. Words that are nouns as well are not among them.
var strong = strings.Fields("get list create delete update remove add find fetch retrieve cancel send set start stop invite archive unarchive rename kick upload download merge close open join leave post search read write enable disable check edit")

func isVerb(w string) bool { return len(verbs[w].words) > 0 }
