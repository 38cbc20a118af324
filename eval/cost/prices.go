package cost

import (
	"slices"
)

// Prices is a table of prices, as its YAML file holds it. Prices are in units of
// Currency, without taxes.
type Prices struct {
	Date      string     `yaml:"date" json:"date" jsonschema:"Day on which the prices were looked up, e.g. 2026-11-28."`
	Currency  string     `yaml:"currency" json:"currency" jsonschema:"Currency of all prices, e.g. USD."`
	Functions []Function `yaml:"functions" json:"functions,omitempty" jsonschema:"Places that are paid for each request and the time that it takes."`
	Gateways  []Gateway  `yaml:"gateways" json:"gateways,omitempty" jsonschema:"What lies before a function and is paid for each request."`
	Endpoints []Endpoint `yaml:"endpoints" json:"endpoints,omitempty" jsonschema:"Places that are paid for by the hour."`
	Machines  []Machine  `yaml:"machines" json:"machines,omitempty" jsonschema:"Machines that are bought once."`
}

// Entry is what every entry of a table has.
type Entry struct {
	Name       string `yaml:"name" json:"name" jsonschema:"Name by which it is chosen, e.g. lambda-arm64."`
	About      string `yaml:"about" json:"about,omitempty" jsonschema:"What it is, for people."`
	Source     string `yaml:"source" json:"source" jsonschema:"Where the price was found."`
	Unverified bool   `yaml:"unverified" json:"unverified,omitempty" jsonschema:"True where the price was remembered or assumed."`
}

// Function is paid for each request and for memory times time.
type Function struct {
	Entry           `yaml:",inline"`
	GBSecond        float64   `yaml:"gb_second" json:"gb_second" jsonschema:"Price of 1,024 MB of memory for a second."`
	MillionRequests float64   `yaml:"million_requests" json:"million_requests,omitempty" jsonschema:"Price of a million requests."`
	GBTransferred   float64   `yaml:"gb_transferred" json:"gb_transferred,omitempty" jsonschema:"Price of a GB of requests and answers."`
	FreeGBSeconds   float64   `yaml:"free_gb_seconds" json:"free_gb_seconds,omitempty" jsonschema:"GB-seconds a month that cost nothing."`
	FreeRequests    float64   `yaml:"free_requests" json:"free_requests,omitempty" jsonschema:"Requests a month that cost nothing."`
	MemoryMB        []float64 `yaml:"memory_mb" json:"memory_mb" jsonschema:"Memory sizes to try, in MB."`
	CoreMB          float64   `yaml:"core_mb" json:"core_mb" jsonschema:"Memory with which a function has one whole core, in MB."`
	Limits          Limits    `yaml:"limits" json:"limits,omitzero" jsonschema:"What the place allows."`
	Gateway         string    `yaml:"gateway" json:"gateway,omitempty" jsonschema:"Name of the gateway before it, unless another is chosen."`
}

// Limits are what a place allows; 0 is no limit.
type Limits struct {
	PackageMB   float64 `yaml:"package_mb" json:"package_mb,omitempty" jsonschema:"Largest unpacked archive, in MB."`
	TemporaryMB float64 `yaml:"temporary_mb" json:"temporary_mb,omitempty" jsonschema:"Space for files that are fetched at the start, in MB."`
	ImageMB     float64 `yaml:"image_mb" json:"image_mb,omitempty" jsonschema:"Largest container image, in MB."`
	Seconds     float64 `yaml:"seconds" json:"seconds,omitempty" jsonschema:"Longest time of a request, in seconds."`
	MemoryMB    float64 `yaml:"memory_mb" json:"memory_mb,omitempty" jsonschema:"Most memory, in MB, where it is more than the sizes to try."`
}

// Gateway lies before a function.
type Gateway struct {
	Entry           `yaml:",inline"`
	MillionRequests float64 `yaml:"million_requests" json:"million_requests" jsonschema:"Price of a million requests."`
	Seconds         float64 `yaml:"seconds" json:"seconds,omitempty" jsonschema:"Longest time of a request, in seconds."`
	StepKB          float64 `yaml:"step_kb" json:"step_kb,omitempty" jsonschema:"Size up to which a request is billed once, in KB; a larger one is billed for each such part."`
}

// Endpoint is rented by the hour.
type Endpoint struct {
	Entry    `yaml:",inline"`
	Hour     float64 `yaml:"hour" json:"hour" jsonschema:"Price of an hour."`
	Cores    float64 `yaml:"cores" json:"cores" jsonschema:"Cores that it has."`
	MemoryMB float64 `yaml:"memory_mb" json:"memory_mb" jsonschema:"Memory that it has, in MB."`
}

// Machine is bought once.
type Machine struct {
	Entry    `yaml:",inline"`
	Price    float64 `yaml:"price" json:"price" jsonschema:"What it costs to buy."`
	Years    float64 `yaml:"years" json:"years" jsonschema:"How long it is used."`
	Watts    float64 `yaml:"watts" json:"watts" jsonschema:"Power that it draws."`
	KWh      float64 `yaml:"kwh" json:"kwh" jsonschema:"Price of a kilowatt hour."`
	Cores    float64 `yaml:"cores" json:"cores" jsonschema:"Cores that it has."`
	MemoryMB float64 `yaml:"memory_mb" json:"memory_mb" jsonschema:"Memory that it has, in MB."`
}

// gateway finds a gateway by its name, nil if there is none.
func (p *Prices) gateway(name string) *Gateway {
	i := slices.IndexFunc(p.Gateways, func(g Gateway) bool { return g.Name == name })
	if i < 0 {
		return nil
	}
	return &p.Gateways[i]
}
