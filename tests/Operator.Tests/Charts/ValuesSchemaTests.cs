using System.Text.Json.Nodes;
using Postrider.Operator.Sources.Directory;

namespace Postrider.Operator.Tests.Charts;

/// <summary>Wrong values are refused before anything is installed, and the complaint names them.</summary>
public sealed class ValuesSchemaTests
{
    [Theory]
    [InlineData("gatway", "gatway: { replicas: 2 }")]
    [InlineData("replica", "gateway: { replica: 2 }")]
    [InlineData("gateway.replicas", "gateway: { replicas: two }")]
    [InlineData("dispatcher.replicas", "dispatcher: { replicas: -1 }")]
    [InlineData("operator.replicas", "operator: { replicas: 1.5 }")]
    [InlineData("autoscaling", "operator: { autoscaling: { enabled: true } }")]
    [InlineData("fullnameOverride", "fullnameOverride: Post_Rider")]
    [InlineData("fullnameOverride", "fullnameOverride: ''")]
    [InlineData("image.pullPolicy", "image: { pullPolicy: Sometimes }")]
    [InlineData("image.tag", "image: { tag: 1.0 }")]
    [InlineData("image.registry", "image: { registry: 'apps/' }")]
    [InlineData("userId", "userId: 0")]
    [InlineData("commonLabels", "commonLabels: { app.kubernetes.io/name: other }")]
    [InlineData("commonLabels.team", "commonLabels: { team: 7 }")]
    [InlineData("namespaces.1", "namespaces: [good, Bad]")]
    [InlineData("namespaces", "namespaces: [twice, twice]")]
    [InlineData("keys.encryptionKeyIds", "keys: { encryptionKeyIds: [] }")]
    [InlineData("keys.generate", "keys: { generate: 'yes' }")]
    [InlineData("keys.create", "keys: { create: { tokens: [long-enough-to-be-a-token] } }")]
    [InlineData("keys.create", "keys: { create: { tokens: [short], signingCurrentKey: 1234567890123456, signingNextKey: 1234567890123456, encryptionKeys: { a: x } } }")]
    [InlineData("redis.partitions", "redis: { partitions: 0 }")]
    [InlineData("redis.existingSecret", "redis: { existingSecret: company-redis }")]
    [InlineData("redis.small.appendfsync", "redis: { small: { appendfsync: 'no' } }")]
    [InlineData("redis.small.storage", "redis: { small: { storage: lots } }")]
    [InlineData("Redis:Partitions", "settings: { 'Redis:Partitions': '4' }")]
    [InlineData("settings.Limits__MaxRetries", "settings: { Limits__MaxRetries: 5 }")]
    [InlineData("gateway.kubernetesIdentity.audience", "gateway: { kubernetesIdentity: { audience: '' } }")]
    [InlineData("gateway.kubernetesIdentity", "gateway: { kubernetesIdentity: true }")]
    [InlineData("roles.create", "roles: { create: view }")]
    [InlineData("gateway.service.port", "gateway: { service: { port: 70000 } }")]
    [InlineData("gateway.service.type", "gateway: { service: { type: ExternalName } }")]
    [InlineData("gateway.podDisruptionBudget", "gateway: { podDisruptionBudget: { minAvailable: 1 } }")]
    [InlineData("dispatcher.resources.limits.memory", "dispatcher: { resources: { limits: { memory: a lot } } }")]
    [InlineData("serviceMonitor.interval", "serviceMonitor: { interval: often }")]
    [InlineData("networkPolicy.gatewayFrom", "networkPolicy: { gatewayFrom: { podSelector: {} } }")]
    [InlineData("redis.configuration, redis.existingSecret", "redis: { configuration: 'redis:6379', existingSecret: { name: company-redis } }")]
    [InlineData("keys.currentEncryptionKeyId", "keys: { currentEncryptionKeyId: b }")]
    [InlineData("keys.create.encryptionKeys.b", "keys: { encryptionKeyIds: [a, b], create: { tokens: [long-enough-to-be-a-token], signingCurrentKey: '1234567890123456', signingNextKey: '1234567890123456', encryptionKeys: { a: YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE= } } }")]
    [InlineData("memry", "gateway: { resources: { limits: { memry: 1Gi } } }")]
    [InlineData("gateway.resources.limits.memory", "gateway: { resources: { limits: { memory: -5 } } }")]
    [InlineData("gateway.podLabels", "gateway: { podLabels: { app.kubernetes.io/component: other } }")]
    [InlineData("gateway.podLabels.team", "gateway: { podLabels: { team: 'not a label' } }")]
    [InlineData("gateway.podAnnotations", "gateway: { podAnnotations: { 'a/b/c': x } }")]
    [InlineData("gateway.extraEnv.0", "gateway: { extraEnv: [{ name: A, vale: x }] }")]
    [InlineData("gateway.extraEnv.0.value", "gateway: { extraEnv: [{ name: A, value: 5 }] }")]
    [InlineData("dispatcher.extraEnv: the chart sets Roles already", "dispatcher: { extraEnv: [{ name: Roles, value: gateway }] }")]
    [InlineData("operator.tolerations.0", "operator: { tolerations: [{ key: a, oparator: Exists }] }")]
    [InlineData("operator.affinity", "operator: { affinity: { nodeAfinity: {} } }")]
    [InlineData("operator.topologySpreadConstraints.0.maxSkew", "operator: { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule }] }")]
    [InlineData("operator.priorityClassName", "operator: { priorityClassName: Bad Class }")]
    [InlineData("networkPolicy.gatewayFrom.0", "networkPolicy: { gatewayFrom: [{ podSelecter: {} }] }")]
    [InlineData("networkPolicy.metricsFrom.0", "networkPolicy: { metricsFrom: [{}] }")]
    [InlineData("image.operator", "image: { operator: 'My Image' }")]
    [InlineData("redis.configuration", "redis: { configuration: '  ' }")]
    [InlineData("redis.partitions", "redis: { partitions: 257 }")]
    [InlineData("redis.existingSecret.name", "redis: { existingSecret: { name: Bad } }")]
    [InlineData("redis.small.storage", "redis: { small: { storage: .Gi } }")]
    [InlineData("redis.tls: expected with", "redis: { tls: { existingSecret: redis-tls } }")]
    [InlineData("redis.tls.existingSecret", "redis: { configuration: 'redis:6379,ssl=true', tls: { clientCertificate: true } }")]
    [InlineData("keys.create.tokens", "keys: { create: { tokens: [twice-the-same-token, twice-the-same-token] } }")]
    [InlineData("signingNextKey is required", "keys: { create: { tokens: [long-enough-to-be-a-token], signingCurrentKey: '1234567890123456' } }")]
    [InlineData("keys.create.encryptionKeys.b: it is not among keys.encryptionKeyIds", "keys: { create: { tokens: [long-enough-to-be-a-token], signingCurrentKey: '1234567890123456', signingNextKey: '1234567890123457', encryptionKeys: { a: YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=, b: YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE= } } }")]
    [InlineData("keys.tokens: expected 1 or more", "keys: { tokens: 0 }\ngateway: { kubernetesIdentity: { enabled: false } }")]
    [InlineData("gateway.autoscaling.maxReplicas: expected minReplicas (5) or more", "gateway: { autoscaling: { enabled: true, minReplicas: 5, maxReplicas: 4 } }")]
    [InlineData("dispatcher.resources.requests.cpu", "dispatcher: { autoscaling: { enabled: true }, resources: { requests: { cpu: null } } }")]
    [InlineData("Delivery__Concurency", "settings: { Delivery__Concurency: '5' }")]
    [InlineData("Redis__Configuration", "dispatcher: { settings: { Redis__Configuration: 'redis:6379' } }")]
    public void A_wrong_value_is_named(string named, string values) => Assert.Contains(named, Chart.ComplaintOf(values), StringComparison.Ordinal);

    [Fact]
    public void Every_default_is_described_and_every_described_value_is_there()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Chart.PathOf("values.schema.json")))!;
        var defaults = YamlReader.Read(File.ReadAllText(Chart.PathOf("values.yaml")))[0].Document;
        Assert.Equal(Names(schema, schema, "").Where(name => name != "global").Order(StringComparer.Ordinal), Names(defaults, "").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(JsonNode root, JsonNode schema, string path)
    {
        if (schema["$ref"] is { } reference)
        {
            schema = root["definitions"]![reference.GetValue<string>().Split('/')[^1]]!;
        }

        return schema["properties"] is JsonObject fields ? fields.SelectMany(field => Names(root, field.Value!, $"{path}.{field.Key}".TrimStart('.'))) : [path];
    }

    // Maps that the schema describes field by field are gone into; others are values.
    private static IEnumerable<string> Names(JsonNode? defaults, string path) =>
        defaults is JsonObject { Count: > 0 } fields && !path.EndsWith(".requests", StringComparison.Ordinal) && !path.EndsWith(".limits", StringComparison.Ordinal)
            ? fields.SelectMany(field => Names(field.Value, $"{path}.{field.Key}".TrimStart('.')))
            : [path];
}
