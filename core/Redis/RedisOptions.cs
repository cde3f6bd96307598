using System.ComponentModel.DataAnnotations;

namespace Postrider.Core.Redis;

/// <summary>Where Redis is and how it is divided.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>StackExchange.Redis configuration string.</summary>
    public string Configuration { get; set; } = "127.0.0.1:6379";

    /// <summary>Hash slots that namespaces are spread over; fixed by the first program that uses this Redis.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 4;

    /// <summary>For a Redis whose certificate the system does not trust, or that asks for one.</summary>
    public RedisTlsOptions Tls { get; set; } = new();
}
