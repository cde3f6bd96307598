namespace Postrider.Operator.Hosting;

/// <summary>A wrong setting: one sentence that names its key. The program stops with it.</summary>
public sealed class SettingException(string sentence) : Exception(sentence);
