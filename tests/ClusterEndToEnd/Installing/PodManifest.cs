namespace Postrider.ClusterEndToEnd.Installing;

/// <summary>The application: a publisher and a receiver, each a Deployment with a Service, under the restricted profile.</summary>
internal static class PodManifest
{
    public static string Of(Settings settings) => string.Join("\n---\n", Namespace, Account, new Certificates().Manifest("receiver"), Of("publisher", settings), Of("receiver", settings));

    private const string Namespace = $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {{Names.Application}}
          labels: { pod-security.kubernetes.io/enforce: restricted }
        """;

    // What the docs have applications do: no token for Kubernetes itself, one for Postrider.
    private const string Account = $$"""
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: publisher, namespace: {{Names.Application}} }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: receiver, namespace: {{Names.Application}} }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: publisher-publishes, namespace: {{Names.Application}} }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: postrider-publisher }
        subjects: [{ kind: ServiceAccount, name: publisher, namespace: {{Names.Application}} }]
        """;

    private static string Of(string name, Settings settings) => $$"""
        apiVersion: v1
        kind: Service
        metadata: { name: {{name}}, namespace: {{Names.Application}} }
        spec:
          selector: { app: {{name}} }
          ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}}, namespace: {{Names.Application}} }
        spec:
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec:
              serviceAccountName: {{name}}
              automountServiceAccountToken: false
              # So that http://postrider is Postrider, as it is for pods beside it.
              dnsConfig: { searches: [{{Names.System}}.svc.cluster.local] }
              enableServiceLinks: false
              terminationGracePeriodSeconds: 1
              securityContext: { runAsNonRoot: true, runAsUser: 1654, seccompProfile: { type: RuntimeDefault } }
              containers:
              - name: pod
                image: {{settings.Registry}}/postrider-cluster-pod:{{settings.Tag}}
                env:
                - { name: TlsFolder, value: /tls }
                - { name: TokenFile, value: /var/run/secrets/postrider/token }
                readinessProbe: { httpGet: { path: /-/healthy, port: 8080 }, periodSeconds: 1 }
                securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
                volumeMounts: [{ name: tmp, mountPath: /tmp }, { name: tls, mountPath: /tls, readOnly: true }, { name: postrider, mountPath: /var/run/secrets/postrider, readOnly: true }]
              volumes:
              - { name: tmp, emptyDir: {} }
              - { name: tls, secret: { secretName: {{name}}-tls, optional: true } }
              - { name: postrider, projected: { sources: [{ serviceAccountToken: { audience: postrider, expirationSeconds: 3600, path: token } }] } }
        """;
}
