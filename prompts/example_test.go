package prompts_test

import (
	"context"
	"fmt"
	"log"
	"testing/fstest"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

// lamps is a small pack. A program would use os.DirFS, or embed its files.
var lamps = fstest.MapFS{
	"pack.yaml": {Data: []byte("name: lamps\nreference_date: 2025-06-16\n")},
	"actions.yaml": {Data: []byte(`
turn_on:
  params:
    room: {enum: [kitchen, bedroom], required: true}
    level: {type: integer, minimum: 1, maximum: 9}
`)},
	"templates/turn_on.yaml": {Data: []byte(`
action: turn_on
templates:
  - (turn|switch) on the light in the {room} [please]
  - "{room} light to {level}"
  - "[please] set the {room} lamp to {level}"
`)},
}

func ExampleLoad() {
	pack, err := prompts.Load(lamps, "lamps")
	if err != nil {
		log.Fatal(err)
	}
	plan, err := prompts.NewPlan(pack, prompts.Options{N: 10, Seed: 1, SplitBy: "text", Fractions: [3]float64{1, 0, 0}})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	set, err := prompts.Draw(ctx, plan, 2)
	if err != nil {
		log.Fatal(err)
	}
	for e, err := range set.Examples(ctx, dataset.Train) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s\n", e.Text, e.Target)
	}
	// Output:
	// please set the bedroom lamp to eight: turn_on(room=bedroom, level=8)
	// kitchen light to 2: turn_on(room=kitchen, level=2)
	// turn on the light in the bedroom: turn_on(room=bedroom)
	// set the bedroom lamp to 3: turn_on(room=bedroom, level=3)
	// switch on the light in the kitchen: turn_on(room=kitchen)
	// please set the kitchen lamp to 7: turn_on(room=kitchen, level=7)
	// switch on the light in the kitchen please: turn_on(room=kitchen)
	// bedroom light to 2: turn_on(room=bedroom, level=2)
	// bedroom light to eight: turn_on(room=bedroom, level=8)
	// turn on the light in the bedroom please: turn_on(room=bedroom)
}

func ExampleParser_Parse() {
	pack, err := prompts.Open("banking")
	if err != nil {
		log.Fatal(err)
	}
	readings := prompts.NewParser(pack).Parse("what is my savings balance", pack.Reference())
	for _, e := range readings {
		fmt.Println(e.Target)
		fmt.Println(e.Call.Arguments["account"])
	}
	// Output:
	// check_balance(account=savings)
	// savings
}

func ExamplePack_Lint() {
	files := fstest.MapFS{}
	for name, f := range lamps {
		files[name] = f
	}
	files["rules/words.yaml"] = &fstest.MapFile{Data: []byte("polite: [please, kindly]\n")}
	pack, err := prompts.Load(files, "lamps")
	if err != nil {
		log.Fatal(err)
	}
	faults, err := pack.Lint(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range faults {
		fmt.Println(f)
	}
	// Output:
	// rules/words.yaml:1: no template uses rule "polite"
}

func ExampleOpen_faults() {
	files := fstest.MapFS{}
	for name, f := range lamps {
		files[name] = f
	}
	files["templates/more.yaml"] = &fstest.MapFile{Data: []byte("action: turn_on\ntemplates:\n  - light up the {rooms}\n")}
	_, err := prompts.Load(files, "lamps")
	fmt.Println(err)
	// Output:
	// templates/more.yaml:3:18: turn_on has no parameter "rooms", did you mean "room"?
}

func ExamplePack_Explain() {
	pack, err := prompts.Load(lamps, "lamps")
	if err != nil {
		log.Fatal(err)
	}
	row := prompts.NewParser(pack).Parse("please set the kitchen lamp to 4", pack.Reference())[0]
	x, err := pack.Explain(row.Origin.Derivation, row.Reference())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x.Template.Place(), x.Template.Text)
	for _, part := range x.Parts {
		fmt.Println(part.Name, part.Text, part.Value)
	}
	// Output:
	// turn_on.yaml:6 [please] set the {room} lamp to {level}
	// {room} kitchen kitchen
	// {level} 4 4
}
