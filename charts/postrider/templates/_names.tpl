{{/* Name of a part: fullnameOverride-part. (list $ "gateway") */}}
{{- define "postrider.name" -}}
{{- printf "%s-%s" (index . 0).Values.fullnameOverride (index . 1) -}}
{{- end -}}

{{/* What selects the pods of a part; never changes, selectors cannot. (list $ "gateway") */}}
{{- define "postrider.selector" -}}
app.kubernetes.io/name: postrider
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Which tool installs is not said: helm adds that itself, and others render the same bytes. (list $ "gateway") */}}
{{- define "postrider.labels" -}}
{{- $root := index . 0 -}}
{{ include "postrider.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: postrider
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Metadata of an object: (list $ "gateway" "name-of-the-object" annotations?) */}}
{{- define "postrider.metadata" -}}
{{- $root := index . 0 -}}
name: {{ index . 2 | toYaml }}
labels:
  {{- include "postrider.labels" . | nindent 2 }}
{{- $own := dict }}
{{- if gt (len .) 3 }}{{ $own = index . 3 | default dict }}{{ end }}
{{- with merge (dict) $own ($root.Values.commonAnnotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The same for an object in the release's namespace. */}}
{{- define "postrider.namespaced" -}}
namespace: {{ (index . 0).Release.Namespace | toYaml }}
{{ include "postrider.metadata" . }}
{{- end -}}

{{- define "postrider.image" -}}
{{- $image := (index . 0).Values.image -}}
{{- $path := list $image.registry (index . 1) | compact | join "/" -}}
{{- printf "%s:%s" $path ($image.tag | default (index . 0).Chart.AppVersion) -}}
{{- end -}}

{{/* Whether a part has a token of its account: the operator, and the gateway that checks those of others. (list $ "gateway") */}}
{{- define "postrider.talksToKubernetes" -}}
{{- $part := index . 1 -}}
{{- or (eq $part "operator") (and (eq $part "gateway") (index . 0).Values.gateway.kubernetesIdentity.enabled) -}}
{{- end -}}
