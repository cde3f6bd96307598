{{/* Whether the small Redis is installed: when no other is given. */}}
{{- define "postrider.smallRedis" -}}
{{- if not (or .Values.redis.configuration .Values.redis.existingSecret.name) }}true{{ end }}
{{- end -}}

{{- define "postrider.redisEnvironment" -}}
{{- $redis := .Values.redis -}}
- name: Redis__Configuration
{{- if include "postrider.smallRedis" . }}
  value: {{ include "postrider.name" (list . "redis") }}:6379
{{- else }}
  valueFrom:
    secretKeyRef:
      name: {{ $redis.existingSecret.name | default (include "postrider.name" (list . "redis")) | toYaml }}
      key: {{ if $redis.existingSecret.name }}{{ $redis.existingSecret.key | toYaml }}{{ else }}configuration{{ end }}
{{- end }}
{{- with $redis.tls }}
{{- if .existingSecret }}
- name: Redis__Tls__CertificateAuthority
  value: /etc/postrider/redis/ca.crt
{{- if .clientCertificate }}
- name: Redis__Tls__Certificate
  value: /etc/postrider/redis/tls.crt
- name: Redis__Tls__Key
  value: /etc/postrider/redis/tls.key
{{- end }}
{{- end }}
{{- end }}
- name: Redis__Partitions
  value: {{ $redis.partitions | quote }}
{{- end -}}

{{/* Names of what a program takes from the Secret of keys, separated by blanks. (list $ "gateway") */}}
{{- define "postrider.keyNames" -}}
{{- $keys := (index . 0).Values.keys -}}
{{- $given := $keys.create | default dict -}}
{{- $part := index . 1 -}}
{{- $names := list -}}
{{- if eq $part "gateway" -}}
{{- range $index := until ($given.tokens | default list | len | default $keys.tokens | int) }}{{ $names = append $names (printf "Auth__Tokens__%d" $index) }}{{ end -}}
{{- range $index := until ($given.readOnlyTokens | default list | len | default $keys.readOnlyTokens | int) }}{{ $names = append $names (printf "Auth__ReadOnlyTokens__%d" $index) }}{{ end -}}
{{- end -}}
{{- if ne $part "operator" }}{{ $names = concat $names (list "Signing__CurrentKey" "Signing__NextKey") }}{{ end -}}
{{- range $id := $keys.encryptionKeyIds }}{{ $names = append $names (printf "Encryption__Keys__%s" $id) }}{{ end -}}
{{- join " " $names -}}
{{- end -}}

{{/* Whether the operator creates the Secret of keys when it is absent. */}}
{{- define "postrider.generatesKeys" -}}
{{- if and .Values.keys.generate (not .Values.keys.create) }}true{{ end }}
{{- end -}}

{{/* The operator reads by name what it may have to create: its pod must not wait for it. */}}
{{- define "postrider.generatedKeys" -}}
- name: Keys__Secret
  value: {{ .Values.keys.existingSecret | toYaml }}
- name: Keys__Tokens
  value: {{ .Values.keys.tokens | quote }}
- name: Keys__ReadOnlyTokens
  value: {{ .Values.keys.readOnlyTokens | quote }}
- name: Keys__EncryptionKeyIds
  value: {{ join "," .Values.keys.encryptionKeyIds | quote }}
- name: Encryption__CurrentKeyId
  value: {{ .Values.keys.currentEncryptionKeyId | quote }}
{{- end -}}

{{- define "postrider.keyEnvironment" -}}
{{- $keys := (index . 0).Values.keys -}}
{{- range $name := include "postrider.keyNames" . | splitList " " }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $keys.existingSecret | toYaml }}
      key: {{ $name }}
{{- end }}
- name: Encryption__CurrentKeyId
  value: {{ $keys.currentEncryptionKeyId | quote }}
{{- end -}}

{{/* All variables of a program. (list $ "gateway") */}}
{{- define "postrider.environment" -}}
{{- $root := index . 0 -}}
{{- $part := index . 1 -}}
{{- $own := index $root.Values $part -}}
- name: ASPNETCORE_URLS
  value: http://+:8080
{{- if eq $part "operator" }}
- name: Leader__Name
  value: {{ include "postrider.name" . }}
{{- with $root.Values.namespaces }}
- name: Kubernetes__Namespaces
  value: {{ join "," . | quote }}
{{- end }}
{{- else }}
- name: Roles
  value: {{ ternary "gateway" "worker" (eq $part "gateway") }}
{{- end }}
{{- if and (eq $part "gateway") $own.kubernetesIdentity.enabled }}
- name: Auth__Kubernetes__TokenReview
  value: "true"
- name: Auth__Kubernetes__Audience
  value: {{ $own.kubernetesIdentity.audience | quote }}
{{- with $root.Values.namespaces }}
- name: Kubernetes__Namespaces
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{ include "postrider.redisEnvironment" $root }}
{{- if and (eq $part "operator") (include "postrider.generatesKeys" $root) }}
{{ include "postrider.generatedKeys" $root }}
{{- else }}
{{- include "postrider.keyEnvironment" . }}
{{- end }}
{{- $defaults := ternary (dict "Gateway__StopDelay" "00:00:10") (dict) (eq $part "gateway") -}}
{{- range $name, $value := merge (dict) ($own.settings | default dict) ($root.Values.settings | default dict) $defaults }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- with $own.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
