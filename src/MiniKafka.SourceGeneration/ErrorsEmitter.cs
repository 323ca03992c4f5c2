namespace MiniKafka.SourceGeneration;

/// <summary>Writes how an answer tells the errors in it, wherever in it they stand.</summary>
internal sealed class ErrorsEmitter(CodeWriter code, MessageModel message)
{
    public const string Method = "TellErrors";

    /// <summary>Whether a structure has a place for an error, itself or in what it holds.</summary>
    public bool HasErrors(StructModel type) => type.Fields.Any(field => field.Type == FieldType.ErrorCode || Nested(field) is { } nested && HasErrors(nested));

    public void Emit(StructModel type)
    {
        foreach (var field in type.Fields)
        {
            var told = field.Type == FieldType.ErrorCode ? "errors.Add({0});"
                : Nested(field) is { } nested && HasErrors(nested) ? $"{{0}}{(field.IsNullable && !field.IsList ? "?" : "")}.{Method}(errors);"
                : null;
            if (told is null)
            {
                continue;
            }

            if (!field.IsList)
            {
                code.Line(string.Format(System.Globalization.CultureInfo.InvariantCulture, told, field.Name));
                continue;
            }

            code.Open($"foreach (var item in {field.Name}{(field.IsNullable ? " ?? []" : "")})");
            code.Line(string.Format(System.Globalization.CultureInfo.InvariantCulture, told, "item"));
            code.Close();
        }
    }

    private StructModel? Nested(FieldModel field) => field.Type == FieldType.Struct ? message.Structs.First(type => type.Name == field.TypeName) : null;
}
