package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/xeipuuv/gojsonschema"
	"sigs.k8s.io/yaml"
)

type chart struct {
	name      string
	metadata  map[string]interface{}
	defaults  map[string]interface{}
	schema    string
	templates map[string]string
	files     chartFiles
}

func load(folder string) (*chart, error) {
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(file)
		relative, _ := filepath.Rel(folder, file)
		all[relative] = string(content)
		return err
	})
	if err != nil {
		return nil, err
	}
	c := &chart{schema: all["values.schema.json"], templates: map[string]string{}, files: chartFiles{}}
	for name, content := range all {
		switch {
		case strings.HasPrefix(name, "templates/"):
			c.templates[name] = content
		case name == "Chart.yaml":
			err = yaml.Unmarshal([]byte(content), &c.metadata)
		case name == "values.yaml":
			err = yaml.Unmarshal([]byte(content), &c.defaults)
		default:
			c.files[name] = content
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	c.name, _ = c.metadata["name"].(string)
	return c, nil
}

// merge lays the files over the defaults: maps are merged, everything else is replaced, and null takes a key away.
func (c *chart) merge(given []string) (map[string]interface{}, error) {
	values := c.defaults
	for _, file := range given {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		over := map[string]interface{}{}
		if err := yaml.Unmarshal(content, &over); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		values = overlay(values, over)
	}
	return values, nil
}

func overlay(under, over map[string]interface{}) map[string]interface{} {
	result := map[string]interface{}{}
	for key, value := range under {
		result[key] = value
	}
	for key, value := range over {
		below, isMap := result[key].(map[string]interface{})
		if above, ok := value.(map[string]interface{}); ok && isMap {
			result[key] = overlay(below, above)
		} else if value == nil {
			delete(result, key)
		} else {
			result[key] = value
		}
	}
	return result
}

func (c *chart) validate(values map[string]interface{}) error {
	if c.schema == "" {
		return nil
	}
	result, err := gojsonschema.Validate(gojsonschema.NewStringLoader(c.schema), gojsonschema.NewGoLoader(values))
	if err != nil || result.Valid() {
		return err
	}
	var lines []string
	for _, problem := range result.Errors() {
		lines = append(lines, "- "+problem.String())
	}
	sort.Strings(lines)
	return fmt.Errorf("values don't meet the specifications of the schema(s) in the following chart(s):\n%s:\n%s", c.name, strings.Join(lines, "\n"))
}

// chartFiles is what a template sees as .Files.
type chartFiles map[string]string

func (f chartFiles) Get(name string) string { return f[name] }

func (f chartFiles) Glob(pattern string) chartFiles {
	found := chartFiles{}
	for name, content := range f {
		if matches, _ := path.Match(pattern, name); matches {
			found[name] = content
		}
	}
	return found
}
