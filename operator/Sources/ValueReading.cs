namespace Postrider.Operator.Sources;

/// <summary>What became of reading one key of a Secret, or of a ConfigMap. Prints no value.</summary>
internal abstract record SecretReading
{
    private SecretReading()
    {
    }

    /// <summary>The value, as text.</summary>
    internal sealed record Found(string Value) : SecretReading
    {
        public override string ToString() => "a secret value";
    }

    /// <summary>There is no such Secret, or none that may be used.</summary>
    internal sealed record SecretNotFound : SecretReading;

    /// <summary>The Secret has no such key, or its value is not UTF-8 text.</summary>
    internal sealed record SecretKeyNotFound : SecretReading;
}
