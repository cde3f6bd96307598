using Microsoft.Extensions.Configuration;
using Postrider.Core.Settings;

namespace Postrider.Dispatcher.Hosting;

/// <summary>Which of its two roles this process has: <c>Roles</c> = gateway, worker, or both by default.</summary>
public sealed record DispatcherRoles(bool Gateway, bool Worker)
{
    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">It names no role, or one that does not exist.</exception>
    public static DispatcherRoles Read(IConfiguration configuration)
    {
        var named = (configuration["Roles"] ?? "gateway,worker")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var roles = new DispatcherRoles(named.Remove("gateway"), named.Remove("worker"));
        return named.Count == 0 && (roles.Gateway || roles.Worker)
            ? roles
            : throw new SettingException($"Roles is '{configuration["Roles"]}'; expected gateway, worker or gateway,worker.");
    }
}
