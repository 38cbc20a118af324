// Package cost estimates what it costs to answer prompts, from measured times and
// a table of prices.
//
//   - Workload is what was measured and how many requests a month there are.
//   - Builtin and Parse return a table of prices, which has a date and sources.
//   - New estimates what each place in the table costs: a function in several
//     memory sizes, an endpoint rented by the hour, a machine of one's own. It also
//     says from how many requests a month a machine is cheaper than the cheapest
//     function.
//   - Curves are the totals of the best function, endpoint and machine by the requests.
//   - WhitePaper works through a published sum and shows its slip.
//
// # Formulas
//
// A month has 30 days, a GB 1,024 MB and a price no taxes. For n requests a month,
// a function with m MB of memory costs
//
//	GB-seconds  n · m/1024 · (⌈t⌉ + share of cold starts · ⌈start⌉)
//	compute     GB-seconds · price of a GB-second
//	requests    n / 1,000,000 · price of a million requests
//	gateway     n / 1,000,000 · the gateway's price of a million requests, once for
//	            each part of a request, where it bills in parts
//
// where t is the mean time of a request and ⌈ ⌉ rounds up to whole milliseconds, in
// which times are billed. The price table says how much memory comes with a whole
// core; with less memory the time grows in proportion, unless the time was measured
// at that memory. An endpoint is billed for the hours that it exists. A machine
// costs its price over its years, and its power. Logs, traffic to other networks and
// taxes are left out. Of both there are as many as the
// peak rate needs.
//
// The package knows times and prices only: it imports report, to read a benchmark,
// and nothing else of this module. Its errors name the file of prices, the line
// where there is one, and the entry.
package cost
