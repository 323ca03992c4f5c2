using Checkout;

namespace MiniKafka.CompatibilityTests.Documents.Reference;

/// <summary>
/// What can be told from the library's own tables is written from them, into docs/reference/.
/// After a change: <c>UPDATE_DOCS=1 dotnet test tests/MiniKafka.CompatibilityTests --filter FullyQualifiedName~ReferenceTests</c>.
/// </summary>
public sealed class ReferenceTests
{
    private const string Folder = "docs/reference";
    private const string UpdateVariable = "UPDATE_DOCS";

    [Fact]
    public void The_reference_of_configuration_keys_is_the_one_checked_in() => AssertCheckedIn("configuration.md", ConfigurationReference.Render());

    [Fact]
    public async Task The_reference_of_APIs_is_the_one_checked_in() => AssertCheckedIn("apis.md", await ApiReference.RenderAsync());

    [Fact]
    public void The_reference_of_error_codes_is_the_one_checked_in() => AssertCheckedIn("error-codes.md", ErrorCodeReference.Render());

    [Fact]
    public void The_reference_of_log_events_is_the_one_checked_in() => AssertCheckedIn("log-events.md", LogEventReference.Render());

    [Fact]
    public void The_reference_of_metrics_is_the_one_checked_in() => AssertCheckedIn("metrics.md", MetricReference.Render());

    private static void AssertCheckedIn(string name, string actual)
    {
        var file = Path.Combine(RepositoryFolder.Root, Folder, name);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, actual);
        }

        string[] checkedIn = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n') : [];
        string[] written = actual.Split('\n');
        string[] difference =
        [
            .. checkedIn.Except(written, StringComparer.Ordinal).Select(line => "- " + line), .. written.Except(checkedIn, StringComparer.Ordinal).Select(line => "+ " + line),
        ];
        Assert.True(
            checkedIn.AsSpan().SequenceEqual(written),
            $"{Folder}/{name} is not what the code says. If the code is right: {UpdateVariable}=1 dotnet test tests/MiniKafka.CompatibilityTests --filter FullyQualifiedName~ReferenceTests{Environment.NewLine}{string.Join(Environment.NewLine, difference)}");
    }
}
