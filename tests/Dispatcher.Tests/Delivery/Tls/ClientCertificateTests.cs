using System.Security.Authentication;
using Postrider.TestKit.Certificates;
using Postrider.TestKit.Http;

namespace Postrider.Dispatcher.Tests.Delivery.Tls;

/// <summary>What a delivery shows to receivers that ask for a client certificate.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestAuthority authority = TestAuthority.Create();
    private readonly TestAuthority clients = TestAuthority.Create("clients' root");
    private readonly TlsClient client = new();

    public void Dispose()
    {
        client.Dispose();
        clients.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task The_certificate_is_shown()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Asking(authority.IssueServer(), clients));
        string? shown = null;
        receiver.Answer = async context => shown = (await context.Connection.GetClientCertificateAsync())?.Subject;
        var outcome = await client.PostAsync(receiver, authority.Pem, Text(clients.IssueClient("billing-caller")));
        Assert.Equal((200, null), (outcome.Status, outcome.Error));
        Assert.Equal("CN=billing-caller", shown);
    }

    [Fact]
    public async Task What_is_between_the_certificate_and_its_root_is_sent_along()
    {
        using var between = clients.CreateIntermediate();
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Asking(authority.IssueServer(), clients));
        var certificate = between.IssueClient();
        Assert.Equal(200, (await client.PostAsync(receiver, authority.Pem, $"{certificate.Pem}\n{between.Pem}\n{certificate.KeyPem}")).Status);
        Assert.Equal(0, (await client.PostAsync(receiver, authority.Pem, Text(certificate))).Status);
        Assert.Equal(1, receiver.Count);
    }

    [Fact]
    public async Task The_system_may_be_trusted_and_a_certificate_shown_all_the_same()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Asking(authority.IssueServer(), clients));
        var outcome = await client.PostAsync(receiver, null, Text(clients.IssueClient()));
        Assert.StartsWith("TLS: the receiver's certificate is not signed by an authority that the system trusts", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", SslProtocols.Tls13)]
    [InlineData("of another authority", SslProtocols.Tls13)]
    [InlineData("expired", SslProtocols.Tls13)]
    [InlineData("none", SslProtocols.Tls12)]
    [InlineData("of another authority", SslProtocols.Tls12)]
    public async Task Without_one_that_the_receiver_accepts_nothing_arrives(string which, SslProtocols protocol)
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Asking(authority.IssueServer(), clients) + (https => https.SslProtocols = protocol));
        var shown = which switch
        {
            "none" => null,
            "expired" => Text(clients.IssueClient(end: DateTimeOffset.UtcNow.AddHours(-1))),
            _ => Text(authority.IssueClient()),
        };
        var outcome = await client.PostAsync(receiver, authority.Pem, shown);
        Assert.Equal((0, 0), (outcome.Status, receiver.Count));
        Assert.Contains("client certificate of spec.tls.clientCertificate, or asks for one", outcome.Error + "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_an_outcome_without_what_is_in_it()
    {
        await using var receiver = await Receiver.StartHttpsAsync(HttpsSettings.Showing(authority.IssueServer()));
        var pem = $"{clients.IssueClient().Pem}\n{clients.IssueClient().KeyPem}"; // not its key
        Assert.Equal("TLS: the certificates of the Endpoint's spec.tls cannot be read", (await client.PostAsync(receiver, authority.Pem, pem)).Error);
    }

    private static string Text(TestCertificate certificate) => $"{certificate.Pem}\n{certificate.KeyPem}";
}
