package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

// The order in which helm installs the kinds that we use, and others after them.
var order = []string{
	"NetworkPolicy", "PodDisruptionBudget", "ServiceAccount", "Secret", "ConfigMap", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding",
	"Role", "RoleBinding", "Service", "Deployment", "HorizontalPodAutoscaler", "StatefulSet",
}

var (
	changing  = regexp.MustCompile(`^(rand|gen|uuid|now$|date|ago$|htodate|bcrypt|htpasswd|encryptAES|env$|expandenv$|getHostByName|shuffle)`)
	separator = regexp.MustCompile(`(?:^|\s*\n)---\s*`)
)

func (c *chart) render(name, namespace string, values map[string]interface{}) (string, error) {
	root := template.New("").Option("missingkey=zero")
	root.Funcs(functions(root))
	for file, text := range c.templates {
		if _, err := root.New(path.Join(c.name, file)).Parse(text); err != nil {
			return "", err
		}
	}
	top := map[string]interface{}{
		"Values":  values,
		"Chart":   capitalised(c.metadata),
		"Files":   c.files,
		"Release": map[string]interface{}{"Name": name, "Namespace": namespace, "Service": "Helm", "Revision": 1, "IsInstall": true, "IsUpgrade": false},
	}
	var found []document
	for file := range c.templates {
		if strings.HasPrefix(path.Base(file), "_") || path.Ext(file) != ".yaml" {
			continue
		}
		documents, err := execute(root, path.Join(c.name, file), top)
		if err != nil {
			return "", err
		}
		found = append(found, documents...)
	}
	sort.SliceStable(found, func(a, b int) bool { return found[a].before(found[b]) })
	var text strings.Builder
	for _, one := range found {
		fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", one.source, one.text)
	}
	return text.String(), nil
}

type document struct {
	source, kind, text string
	index              int
}

func (d document) before(other document) bool {
	if rank(d.kind) != rank(other.kind) {
		return rank(d.kind) < rank(other.kind)
	}
	if d.source != other.source {
		return d.source < other.source
	}
	return d.index < other.index
}

func rank(kind string) int {
	for index, known := range order {
		if known == kind {
			return index
		}
	}
	return len(order)
}

func execute(root *template.Template, name string, top map[string]interface{}) ([]document, error) {
	top["Template"] = map[string]interface{}{"Name": name, "BasePath": path.Dir(name)}
	var text strings.Builder
	if err := root.ExecuteTemplate(&text, name, top); err != nil {
		return nil, err
	}
	var found []document
	for index, part := range separator.Split(strings.ReplaceAll(text.String(), "<no value>", ""), -1) {
		var head struct{ Kind string }
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if err := yaml.UnmarshalStrict([]byte(part), &map[string]interface{}{}); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", name, err, part)
		}
		if err := yaml.Unmarshal([]byte(part), &head); err != nil {
			return nil, err
		}
		if head.Kind != "" {
			found = append(found, document{name, head.Kind, part, index})
		}
	}
	return found, nil
}

func functions(root *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	for name := range all {
		if changing.MatchString(name) {
			delete(all, name)
		}
	}
	all["include"] = func(name string, data interface{}) (string, error) {
		var text strings.Builder
		err := root.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	all["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	all["fail"] = func(message string) (string, error) { return "", errors.New(message) }
	all["toYaml"] = func(value interface{}) string {
		text, _ := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n")
	}
	all["fromYaml"] = func(text string) map[string]interface{} {
		value := map[string]interface{}{}
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			value["Error"] = err.Error()
		}
		return value
	}
	all["toJson"] = func(value interface{}) string {
		text, _ := json.Marshal(value)
		return string(text)
	}
	return all
}

// Chart.yaml says appVersion, a template .Chart.AppVersion.
func capitalised(values map[string]interface{}) map[string]interface{} {
	result := map[string]interface{}{}
	for key, value := range values {
		result[strings.ToUpper(key[:1])+key[1:]] = value
	}
	return result
}
