using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Postrider.Core.Settings;

/// <summary>Options that are checked when the program starts; each failure is one sentence that names the setting.</summary>
public static class CheckedOptions
{
    /// <summary>Binds a section and checks its annotations.</summary>
    /// <exception cref="OptionsValidationException">Thrown at start: a value cannot be read or is out of bounds.</exception>
    public static OptionsBuilder<T> AddChecked<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new AnnotationCheck<T>(section));
        services.AddSingleton(new KnownSection(section, typeof(T)));
        return services.AddOptions<T>().Configure(options => Bind(configuration.GetSection(section), options)).ValidateOnStart();
    }

    private static void Bind<T>(IConfigurationSection section, T options)
        where T : class
    {
        var problems = SettingForm.Problems(section, typeof(T)).ToList();
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(section.Path, typeof(T), problems);
        }

        section.Bind(options);
    }

    private sealed class AnnotationCheck<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var results = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(results.Select(result => Sentence(result, result.MemberNames.First())));
        }

        private string Sentence(ValidationResult result, string member)
        {
            var sentence = result.ErrorMessage!.Replace($"The field {member}", $"{section}:{member}", StringComparison.Ordinal)
                .Replace($"The {member} field", $"{section}:{member}", StringComparison.Ordinal);
            return typeof(T).GetProperty(member)!.PropertyType == typeof(TimeSpan) ? sentence.TrimEnd('.') + SettingForm.OfTimes : sentence;
        }
    }
}
