using System.Net;
using Microsoft.Extensions.Options;

namespace Postrider.Core.Redis;

/// <summary>Whether the settings lead to a Redis. What the string holds is not repeated, for a password stands in it.</summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    private const string NoConfiguration = "Redis:Configuration is not a StackExchange.Redis configuration string with the host, and its port, of a Redis.";

    public ValidateOptionsResult Validate(string? name, RedisOptions options) =>
        ProblemOf(options) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;

    private static string? ProblemOf(RedisOptions options)
    {
        try
        {
            var configuration = RedisConnections.Parse(options.Configuration);
            return configuration.EndPoints.Count == 0 || configuration.EndPoints.Any(IsNoHost) ? NoConfiguration
                : options.Tls.IsGiven && !configuration.Ssl ? "Redis:Tls is given, but Redis:Configuration does not say ssl=true."
                : RedisTls.ProblemOf(options.Tls);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return NoConfiguration;
        }
    }

    private static bool IsNoHost(EndPoint address) => address is DnsEndPoint named && Uri.CheckHostName(named.Host) == UriHostNameType.Unknown;
}
