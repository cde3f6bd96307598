using Postrider.TestKit.Certificates;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Delivery.Tls;

/// <summary>Whom a delivery trusts, and how it says that it does not.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private readonly TestAuthority authority = TestAuthority.Create();
    private readonly TestAuthority other = TestAuthority.Create("other root");
    private readonly TlsClient client = new();

    public void Dispose()
    {
        client.Dispose();
        other.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task A_receiver_whose_authority_is_given_is_delivered_to()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer()));
        Assert.Equal((200, null), Result(await client.PostAsync(receiver, authority.Pem)));
        Assert.Equal("body", receiver.Arrivals[0].Text);
    }

    [Fact]
    public async Task Any_certificate_of_the_bundle_will_do()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer()));
        Assert.Equal((200, null), Result(await client.PostAsync(receiver, $"{other.Pem}\n{authority.Pem}")));
    }

    [Fact]
    public async Task Without_settings_an_authority_that_the_system_does_not_know_is_refused()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer()));
        await IsRefusedAsync(receiver, null, "TLS: the receiver's certificate is not signed by an authority that the system trusts, or those in between were not sent along");
    }

    [Fact]
    public async Task Another_authority_than_the_given_one_is_refused()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer()));
        await IsRefusedAsync(receiver, other.Pem, "TLS: the receiver's certificate is not signed by the authority of spec.tls.ca, or those in between were not sent along");
    }

    [Fact]
    public async Task An_authority_of_the_same_name_is_not_the_same()
    {
        using var namesake = TestAuthority.Create();
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(namesake.IssueServer()));
        var outcome = await client.PostAsync(receiver, authority.Pem);
        Assert.StartsWith("TLS: the receiver's certificate is not ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer("billing.example")));
        await IsRefusedAsync(receiver, authority.Pem, "TLS: the receiver's certificate is not for the name '127.0.0.1'");
    }

    [Fact]
    public async Task An_expired_certificate_is_refused()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer(end: DateTimeOffset.UtcNow.AddHours(-1))));
        var outcome = await client.PostAsync(receiver, authority.Pem);
        Assert.StartsWith("TLS: the receiver's certificate holds from ", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith("is expired or not yet valid", outcome.Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (outcome.Status, receiver.Count));
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer("billing.example", DateTimeOffset.UtcNow.AddHours(-1))));
        var error = (await client.PostAsync(receiver, other.Pem)).Error!;
        Assert.All(["expired", "not signed by", "not for the name '127.0.0.1'"], part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_certificate_is_none_for_a_receiver()
    {
        await using var receiver = await Receiver.StartHttpsAsync(https =>
        {
            https.ServerCertificateSelector = (_, _) => authority.IssueClient("127.0.0.1").Certificate;
        });
        Assert.StartsWith("TLS: ", (await client.PostAsync(receiver, authority.Pem)).Error, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public async Task The_server_name_is_asked_for_and_must_be_in_the_certificate()
    {
        string? asked = null;
        var certificate = authority.IssueServer("billing.example");
        await using var receiver = await Receiver.StartHttpsAsync(https => https.ServerCertificateSelector = (_, name) =>
        {
            asked = name;
            return certificate.Certificate;
        });
        Assert.Equal((200, null), Result(await client.PostAsync(receiver, authority.Pem, serverName: "billing.example")));
        Assert.Equal("billing.example", asked);
        Assert.StartsWith("127.0.0.1:", receiver.Arrivals[0].Headers["Host"], StringComparison.Ordinal);
        Assert.Equal("TLS: the receiver's certificate is not for the name 'shop.example'", (await client.PostAsync(receiver, authority.Pem, serverName: "shop.example")).Error);
    }

    [Fact]
    public async Task The_host_of_the_url_does_not_help_when_another_server_name_is_given()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer("localhost")));
        Assert.Equal((200, null), Result(await client.PostAsync(receiver, authority.Pem, host: "localhost")));
        Assert.Equal("TLS: the receiver's certificate is not for the name 'shop.example'", (await client.PostAsync(receiver, authority.Pem, serverName: "shop.example", host: "localhost")).Error);
    }

    [Fact]
    public async Task Certificates_in_between_come_from_the_receiver()
    {
        using var between = authority.CreateIntermediate();
        await using var whole = await Receiver.StartHttpsAsync(HttpsSettings.Showing(between.IssueServer(), along: between));
        Assert.Equal((200, null), Result(await client.PostAsync(whole, authority.Pem)));
        await using var bare = await Receiver.StartHttpsAsync(HttpsSettings.Showing(between.IssueServer()));
        await IsRefusedAsync(bare, authority.Pem, "TLS: the receiver's certificate is not signed by the authority of spec.tls.ca, or those in between were not sent along");
        Assert.Equal((200, null), Result(await client.PostAsync(bare, $"{authority.Pem}\n{between.Pem}")));
    }

    [Fact]
    public async Task An_authority_below_the_root_can_be_the_one_that_is_trusted()
    {
        using var between = authority.CreateIntermediate();
        using var sibling = authority.CreateIntermediate("sibling");
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(between.IssueServer(), along: between));
        await IsRefusedAsync(receiver, sibling.Pem, "TLS: the receiver's certificate is not signed by the authority of spec.tls.ca, or those in between were not sent along");
        Assert.Equal((200, null), Result(await client.PostAsync(receiver, between.Pem)));
        await using var misnamed = await Receiver.StartHttpsAsync(HttpsSettings.Showing(between.IssueServer("billing.example"), along: between));
        await IsRefusedAsync(misnamed, between.Pem, "TLS: the receiver's certificate is not for the name '127.0.0.1'");
    }

    [Fact]
    public async Task A_receiver_without_tls_is_told_apart()
    {
        await using var plain = await Receiver.StartAsync();
        using var tls = new TlsClient();
        var outcome = await tls.PostAsync(plain, authority.Pem, scheme: "https");
        Assert.StartsWith("TLS: the handshake failed: ", outcome.Error, StringComparison.Ordinal);
    }

    private async Task IsRefusedAsync(Receiver receiver, string? ca, string error)
    {
        Assert.Equal((0, error), Result(await client.PostAsync(receiver, ca)));
        Assert.Equal(0, receiver.Count);
    }

    private static (int Status, string? Error) Result(Postrider.Dispatcher.Delivery.AttemptOutcome outcome) => (outcome.Status, outcome.Error);
}
