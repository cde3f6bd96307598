using Postrider.Dispatcher.Auth.Access;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Dispatcher.Tests.Auth.Access;

/// <summary>A real call that needs what a line of the table says, and <paramref name="Besides"/>.</summary>
internal sealed record Cell(ApiCall Line, string Method, string Path, string Body, string[] Headers, Rule Own, Rule[] Besides)
{
    public override string ToString() => $"{Line.Methods} {Line.Path} {Line.When}: {Own}";
}
