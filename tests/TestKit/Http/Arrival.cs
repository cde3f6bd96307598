namespace Postrider.TestKit.Http;

/// <summary>One request that a receiver got.</summary>
public sealed record Arrival(DateTimeOffset Time, string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string MessageId => Headers["Upstash-Message-Id"];

    public int Retried => int.Parse(Headers["Upstash-Retried"], System.Globalization.CultureInfo.InvariantCulture);

    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
