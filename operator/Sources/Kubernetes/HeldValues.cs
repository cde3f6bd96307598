namespace Postrider.Operator.Sources.Kubernetes;

/// <summary>A Secret or ConfigMap that somebody refers to: its content, and when it is to be read again.</summary>
internal sealed class HeldValues(Task<ValueContent> reading, long now)
{
    /// <summary>The first reading, or the present content.</summary>
    public Task<ValueContent> Reading { get; private set; } = reading;

    /// <summary>Timestamp of the last reading.</summary>
    public long ReadAt { get; private set; } = now;

    /// <summary>Timestamp of the last time that somebody wanted it.</summary>
    public long AskedAt { get; private set; } = now;

    /// <summary>Whether what was asked for last was not there.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Spreads the readings of many that were first read together, in [0, 1).</summary>
    public double Jitter { get; } = Random.Shared.NextDouble();

    public void Asked(ValueReading answer, long at) => (AskedAt, IsMissing) = (at, IsMissing || answer is not ValueReading.Found);

    /// <summary>Takes what was read now; true when it differs, so that who refers to it must be told.</summary>
    public bool Take(ValueContent content, long at)
    {
        ReadAt = at;
        var differs = !Reading.IsCompletedSuccessfully || !Reading.Result.SaysSameAs(content);
        if (differs)
        {
            (Reading, IsMissing) = (Task.FromResult(content), false); // who asks again says whether it is enough
        }

        return differs;
    }

    /// <summary>It could not be read; what there is stays.</summary>
    public void Failed(long at) => ReadAt = at;
}
