namespace Postrider.Operator.Tests.Corpus;

/// <summary>The corpus as the operator itself judges it, with no API server in front.</summary>
public sealed class CorpusByReaderTests
{
    [Theory]
    [MemberData(nameof(CorpusCases.Good), MemberType = typeof(CorpusCases))]
    public void A_good_file_is_read(string name) => Assert.Empty(CorpusCases.ErrorsOf(CorpusCases.FindGood(name)));

    [Theory]
    [MemberData(nameof(CorpusCases.Bad), MemberType = typeof(CorpusCases))]
    public void A_bad_file_is_refused_with_the_path_of_the_field(string name)
    {
        var file = CorpusCases.FindBad(name);
        Assert.Contains(CorpusCases.ErrorsOf(file), error => CorpusCases.IsAbout(error[..error.IndexOf(": ", StringComparison.Ordinal)], file.Field!));
    }
}
