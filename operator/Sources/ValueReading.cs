namespace Postrider.Operator.Sources;

/// <summary>What became of reading one key of a Secret, or of a ConfigMap. Prints no value.</summary>
internal abstract record ValueReading
{
    private ValueReading()
    {
    }

    /// <summary>The value, as text.</summary>
    internal sealed record Found(string Value) : ValueReading
    {
        public override string ToString() => "a secret value";
    }

    /// <summary>There is no such Secret or ConfigMap, or none that may be used.</summary>
    internal sealed record NotFound : ValueReading;

    /// <summary>It has no such key, or its value is not UTF-8 text.</summary>
    internal sealed record KeyNotFound : ValueReading;
}
