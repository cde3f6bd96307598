{{/* What the restricted Pod Security profile asks of a pod, and of a container. */}}
{{- define "postrider.podSecurity" -}}
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "postrider.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Pods of one part are kept apart where that is possible, and run together where it is not. */}}
{{- define "postrider.spread" -}}
{{- $labels := include "postrider.selector" . -}}
{{- range $index, $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
{{- if $index }}{{ "\n" }}{{ end -}}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- $labels | nindent 6 }}
{{- end }}
{{- end -}}

{{/* A probe of the port that every program has. (list "/healthz" failures seconds) */}}
{{- define "postrider.probe" -}}
httpGet:
  path: {{ index . 0 }}
  port: http
periodSeconds: {{ index . 2 }}
timeoutSeconds: 3
failureThreshold: {{ index . 1 }}
{{- end -}}

{{/* Requests and limits, each amount as a text: a number would be refused by a server-side apply. */}}
{{- define "postrider.resources" -}}
{{- $texts := dict -}}
{{- range $kind, $amounts := . -}}
{{- $_ := set $texts $kind dict -}}
{{- range $name, $amount := $amounts }}{{ $_ := set (get $texts $kind) $name (toString $amount) }}{{ end -}}
{{- end -}}
{{- toYaml $texts -}}
{{- end -}}

{{/* The Deployment of a part. (list $ "gateway" image) */}}
{{- define "postrider.deployment" -}}
{{- $root := index . 0 -}}
{{- $part := index . 1 -}}
{{- $own := index $root.Values $part -}}
{{- $this := list $root $part -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "postrider.namespaced" (list $root $part (include "postrider.name" $this)) | nindent 2 }}
spec:
  {{- if not (or (dig "autoscaling" "enabled" false $own) (kindIs "invalid" $own.replicas)) }}
  replicas: {{ $own.replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "postrider.selector" $this | nindent 6 }}
  template:
    metadata:
      labels:
        {{- merge (dict) (include "postrider.labels" $this | fromYaml) ($own.podLabels | default dict) | toYaml | nindent 8 }}
      {{- with merge (dict) ($own.podAnnotations | default dict) ($root.Values.commonAnnotations | default dict) }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "postrider.name" $this }}
      automountServiceAccountToken: {{ include "postrider.talksToKubernetes" $this }}
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $own.terminationGracePeriodSeconds }}
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $own.priorityClassName }}
      priorityClassName: {{ . | toYaml }}
      {{- end }}
      securityContext:
        {{- include "postrider.podSecurity" $root | nindent 8 }}
        {{- with $root.Values.userId }}
        runAsUser: {{ . | int64 }}
        runAsGroup: {{ . | int64 }}
        {{- end }}
      containers:
      - name: {{ $part }}
        image: {{ include "postrider.image" (list $root (index . 2)) }}
        imagePullPolicy: {{ $root.Values.image.pullPolicy }}
        env:
        {{- include "postrider.environment" $this | nindent 8 }}
        ports:
        - name: http
          containerPort: 8080
          protocol: TCP
        # Generous until it first answers: it waits for Redis, and a start under load is slow.
        startupProbe:
          {{- include "postrider.probe" (list "/healthz" 300 1) | nindent 10 }}
        livenessProbe:
          {{- include "postrider.probe" (list "/healthz" 6 5) | nindent 10 }}
        readinessProbe:
          {{- include "postrider.probe" (list "/readyz" 2 5) | nindent 10 }}
        resources:
          {{- include "postrider.resources" $own.resources | nindent 10 }}
        securityContext:
          {{- include "postrider.containerSecurity" $root | nindent 10 }}
        volumeMounts:
        - name: tmp
          mountPath: /tmp
        {{- if dig "tls" "existingSecret" "" $root.Values.redis }}
        - name: redis
          mountPath: /etc/postrider/redis
          readOnly: true
        {{- end }}
      volumes:
      - name: tmp
        emptyDir:
          sizeLimit: 256Mi
      {{- with dig "tls" "existingSecret" "" $root.Values.redis }}
      - name: redis
        secret:
          secretName: {{ . | toYaml }}
          items:
          - { key: ca.crt, path: ca.crt }
          {{- if $root.Values.redis.tls.clientCertificate }}
          - { key: tls.crt, path: tls.crt }
          - { key: tls.key, path: tls.key }
          {{- end }}
      {{- end }}
      topologySpreadConstraints:
        {{- if kindIs "slice" $own.topologySpreadConstraints }}
        {{- toYaml $own.topologySpreadConstraints | nindent 8 }}
        {{- else }}
        {{- include "postrider.spread" $this | nindent 8 }}
        {{- end }}
      {{- range $field := list "nodeSelector" "tolerations" "affinity" }}
      {{- with index $own $field }}
      {{ $field }}:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
{{- end -}}
