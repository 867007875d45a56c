using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AppConfig.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "app_config_definitions",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_app_config_definitions", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "app_config_allow_list",
                columns: table => new
                {
                    config_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    scope_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    rank = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_app_config_allow_list", x => new { x.config_name, x.scope_type });
                    table.CheckConstraint("ck_app_config_allow_list_scope_type", "scope_type IN ('public', 'domain', 'user')");
                    table.ForeignKey(
                        name: "fk_app_config_allow_list_definitions",
                        column: x => x.config_name,
                        principalTable: "app_config_definitions",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "app_config_fragments",
                columns: table => new
                {
                    config_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    scope_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    scope_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    document = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_app_config_fragments", x => new { x.config_name, x.scope_type, x.scope_id });
                    table.CheckConstraint("ck_app_config_fragments_scope_id", "(scope_type IN ('public')) = (scope_id = '')");
                    table.ForeignKey(
                        name: "fk_app_config_fragments_allow_list",
                        columns: x => new { x.config_name, x.scope_type },
                        principalTable: "app_config_allow_list",
                        principalColumns: new[] { "config_name", "scope_type" },
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "app_config_fragments");

            migrationBuilder.DropTable(
                name: "app_config_allow_list");

            migrationBuilder.DropTable(
                name: "app_config_definitions");
        }
    }
}
