using System.Security.Cryptography;
using System.Text;
using Postrider.ClusterEndToEnd.Cluster;

namespace Postrider.ClusterEndToEnd.Installing;

/// <summary>The Secret that the README has users make, and the token in it, which speaks for the application's namespace.</summary>
internal sealed class Keys
{
    public string Token { get; } = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"UserID":"{{Names.Application}}","Password":"{{Random(16)}}"}"""));

    public async Task CreateAsync(Kubectl kubectl, CancellationToken cancel) => await kubectl.MustAsync(
        [
            "-n", Names.System, "create", "secret", "generic", "postrider-keys", $"--from-literal=Auth__Tokens__0={Token}",
            $"--from-literal=Signing__CurrentKey=sig_{Random(16)}", $"--from-literal=Signing__NextKey=sig_{Random(16)}",
            $"--from-literal=Encryption__Keys__a={Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",
        ],
        cancel);

    private static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
