using System.Net;
using Microsoft.AspNetCore.Http;
using Postrider.Core.Settings;

namespace Postrider.Operator.Hosting;

/// <summary>Reads <c>--urls</c>: where the program listens.</summary>
internal static class ListeningAddresses
{
    public const string Key = "urls";
    private const string Default = "http://127.0.0.1:8081";

    /// <exception cref="SettingException">One of them is no address.</exception>
    public static string Read(IConfiguration configuration)
    {
        var urls = configuration[Key] ?? Default;
        return urls.Split(';', StringSplitOptions.RemoveEmptyEntries).All(IsAddress)
            ? urls
            : throw new SettingException($"--{Key} is '{urls}'; it must be an address such as {Default}.");
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && (address.IsUnixPipe || address.Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
