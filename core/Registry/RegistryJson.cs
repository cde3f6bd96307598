using System.Text.Json.Serialization;
using Postrider.Core.Model;

namespace Postrider.Core.Registry;

/// <summary>How definitions are written to Redis.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EndpointDefinition))]
[JsonSerializable(typeof(TopicDefinition))]
[JsonSerializable(typeof(ScheduleDefinition))]
internal sealed partial class RegistryJson : JsonSerializerContext;
