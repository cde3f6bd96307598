using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postrider.Operator.Controllers.Endpoints;
using Postrider.TestKit.Certificates;

namespace Postrider.Operator.Tests.Controllers.Endpoints;

public sealed class PrivateKeyTextTests
{
    private static readonly TestAuthority Authority = TestAuthority.Create();
    private static readonly TestCertificate Client = Authority.IssueClient();
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "holds no private key" },
        { Client.Pem, "holds no private key" },
        { Authority.IssueClient().KeyPem, "does not belong to the certificate" },
        { ECDsa.Create().ExportECPrivateKeyPem(), "does not belong to the certificate" },
        { RSA.Create().ExportEncryptedPkcs8PrivateKeyPem("password", Encryption), "is encrypted" },
        { "-----BEGIN PRIVATE KEY-----\naHVzaC00NzEx\n-----END PRIVATE KEY-----", "cannot be read" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_key_that_cannot_be_used_is_refused_and_not_repeated(string text, string part)
    {
        var problem = PrivateKeyText.Problem(Client.Pem, text)!;
        Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.Contains("expected", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n').Skip(1), line => line.Length > 8 && problem.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_forms_that_issuers_write_are_read()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Client.KeyPem);
        Assert.Null(PrivateKeyText.Problem(Client.Pem, rsa.ExportRSAPrivateKeyPem()));
        Assert.Null(PrivateKeyText.Problem(Client.Pem, rsa.ExportPkcs8PrivateKeyPem()));
        Assert.Null(PrivateKeyText.Problem($"{Client.Pem}\n{Authority.Pem}", rsa.ExportPkcs8PrivateKeyPem()));
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var own = new CertificateRequest("CN=a", curve, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        Assert.Null(PrivateKeyText.Problem(own.ExportCertificatePem(), curve.ExportECPrivateKeyPem()));
        Assert.Null(PrivateKeyText.Problem(own.ExportCertificatePem(), curve.ExportPkcs8PrivateKeyPem()));
    }
}
