using System.Text;
using Postrider.Core.Model;
using Postrider.Core.Store;

namespace Postrider.Dispatcher.Tests;

/// <summary>Messages and leases with what a test does not care about filled in.</summary>
internal static class TestLease
{
    public static readonly Message Message = new()
    {
        Id = MessageId.New(0),
        Namespace = "shop",
        Url = "https://a.example/in",
        Body = Encoding.UTF8.GetBytes("body"),
        CreatedAtMs = 1_700_000_000_000,
        NotBeforeMs = 1_700_000_000_000,
    };

    public static readonly EndpointDefinition Endpoint = new() { Namespace = "shop", Name = "billing", Source = "test", Url = "https://billing.example/in" };

    public static Lease Of(Message message, int retried = 0) => new(message, message.Route.ToString(), 100, retried, Grants: 1, Doomed: false);
}
