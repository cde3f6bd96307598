using System.ComponentModel.DataAnnotations;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Leading;

/// <summary>By which Lease one of several operators is chosen. The times in between follow from its duration.</summary>
internal sealed class LeaderOptions
{
    public const string Section = "Leader";
    private const string NameExpected = "Leader:Name must be the name of a Lease: lower-case letters, digits, '-' and '.'.";

    /// <summary>Name of the Lease, in the operator's own namespace. Installations that share a Redis must not share it.</summary>
    [Required(ErrorMessage = NameExpected), RegularExpression(ObjectName.Pattern, ErrorMessage = NameExpected)]
    public string Name { get; init; } = "postrider-operator";

    /// <summary>Within so many seconds after a leader was killed, another one leads.</summary>
    [Range(3, 600)]
    public int LeaseSeconds { get; init; } = 15;

    /// <summary>How often the leader renews.</summary>
    public TimeSpan Renewal => Part(6);

    /// <summary>How often the others look, give or take a tenth.</summary>
    public TimeSpan Look => Part(15);

    /// <summary>How long one call may take.</summary>
    public TimeSpan Call => Part(5);

    /// <summary>So long after the last renewal began the leader is none any more, whatever it is doing.</summary>
    public TimeSpan Deadline => Part(3) * 2;

    /// <summary>A Lease that has not changed for so long may be taken: later than the leader's deadline, and early enough for the promise.</summary>
    public TimeSpan PatienceWith(TimeSpan duration) => (duration > Duration ? duration : Duration) / 5 * 4;

    public TimeSpan Duration => TimeSpan.FromSeconds(LeaseSeconds);

    private TimeSpan Part(int of) => Duration / of;
}
