using Checkout;

namespace ApacheKafka;

/// <summary>
/// The release of Apache Kafka in the folder beside the repository, and Java to run it. Nothing of it is part of the project: where one of
/// them is missing, the tests that need it are skipped with that as the reason.
/// </summary>
public static class ApacheKafkaRelease
{
    private static readonly Lazy<string?> Missing = new(FindWhatIsMissing);
    private static readonly Lazy<JavaClasses> Classes = new(Prepare);

    /// <summary>Why tests that meet Apache Kafka are skipped here; null where they run.</summary>
    public static string? WhySkip => Missing.Value;

    /// <summary>What every Java process is started with: little memory, and a compiler that is soon done.</summary>
    internal static string[] JavaArguments(int megabytes) => [$"-Xmx{megabytes}m", .. Classes.Value.Arguments];

    private static string Folder => Path.Combine(RepositoryFolder.Shared ?? RepositoryFolder.Root, "kafka");

    private static string Libraries => Path.Combine(Folder, "libs", "*");

    private static JavaClasses Prepare() => JavaClasses.Prepare(Path.Combine(AppContext.BaseDirectory, "apache-kafka"), Libraries,
    [
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", $"-Dlog4j2.configurationFile={Path.Combine(Folder, "log4j2.properties")}",
        "-Dlog4j2.shutdownHookEnabled=false", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
    ]);

    private static string? FindWhatIsMissing()
    {
        if (!Directory.Exists(Path.Combine(Folder, "libs")))
        {
            return "Apache Kafka is not here: there is no folder shared/kafka beside the repository.";
        }

        return Answers("java") && Answers("javac") ? null : "Apache Kafka needs Java 17 with its compiler on PATH (Debian: openjdk-17-jdk-headless).";
    }

    private static bool Answers(string program)
    {
        try
        {
            return JavaClasses.Run(program, "", "-version").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }
}
