using Postrider.Operator.Manifests;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Operator.Tests.Corpus;

/// <summary>One current CRD server, with our definitions installed, for all tests of a class.</summary>
public sealed class CrdServerFixture : IAsyncLifetime
{
    private CrdServer? server;

    public CrdServer Server => server ?? throw new InvalidOperationException(CrdServerBinary.WhyMissing);

    public async Task InitializeAsync()
    {
        if (CrdServerBinary.WhyMissing is not null)
        {
            return;
        }

        server = await CrdServer.StartAsync();
        foreach (var (name, definition) in ManifestsCommand.Files())
        {
            await server.InstallAsync(definition, Path.GetFileNameWithoutExtension(name).Split('_')[1]);
        }
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
