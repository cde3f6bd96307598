// Renders a chart as `helm template NAME CHART --namespace NS --values FILE...` does, for machines that cannot have helm:
// the same libraries for templates, functions, YAML and values.schema.json. What a chart of ours must not use is not
// there at all: lookup, hooks, and functions whose result changes from one run to the next.
package main

import (
	"flag"
	"fmt"
	"os"
)

type files []string

func (f *files) String() string { return fmt.Sprint(*f) }

func (f *files) Set(path string) error {
	*f = append(*f, path)
	return nil
}

func main() {
	if len(os.Args) < 4 || os.Args[1] != "template" {
		fail(fmt.Errorf("usage: chart-renderer template NAME CHART [--namespace NS] [--values FILE]"))
	}
	name, folder := os.Args[2], os.Args[3]
	flags := flag.NewFlagSet("template", flag.ExitOnError)
	namespace := flags.String("namespace", "default", "namespace of the release")
	var given files
	flags.Var(&given, "values", "a file of values; may be repeated")
	fail(flags.Parse(os.Args[4:]))

	chart, err := load(folder)
	fail(err)
	values, err := chart.merge(given)
	fail(err)
	fail(chart.validate(values))
	text, err := chart.render(name, *namespace, values)
	fail(err)
	fmt.Print(text)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}
